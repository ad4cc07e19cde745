"""Holds the thresholds of matching: how close two activities must be to be neighbors, one workout, or a question.

`docs/decisions/0005-matching.md` explains their values. The tolerances of differences are in `difference`.
"""

DAY_S = 86_400

MAX_REACH_S = 2 * DAY_S
"""A longer activity overlaps others in its first two days only."""

DAILY_ENTRY_S = (23 * 3600, 25 * 3600)
"""An activity of about a day is an entry of a tracker for that day: only those that start with it are its neighbors.

Otherwise a year of them would be one neighborhood, with all that was done in that year.
"""

NEAR_START_S = 600
"""Activities that start this close are neighbors, whatever their lengths."""

MAX_NEIGHBORS = 40
"""An activity is compared with at most this many that follow it: a broken clock can give thousands the same start."""

MAX_DAY_ACTIVITIES = 60
"""A day, by UTC, with more activities is crowded: nothing of it is matched."""

MAX_NEIGHBORHOOD_SIZE = 60
"""A neighborhood of more activities is not matched."""

MAX_NEIGHBORHOOD_S = 7 * DAY_S
"""When the first and the last start of a neighborhood lie further apart, it is not matched."""

CLOCK_TOLERANCE_S = 30
"""Two clocks may be this far apart and still agree."""

ALIGNED_START_S = 300
"""Starts or ends this close count as the same: a device was switched on late, or the end was trimmed."""

ALIGNED_LENGTH_GAP = 0.1
"""The lengths of two activities with the same start or end may differ by up to this share."""

EQUAL_GAP = 0.02
"""Two sources that measure the same thing may differ by up to this share."""

ROUNDING_S = 2
"""Lengths this close are equal to the second, once both are rounded."""

HALF_SHARE = 0.5
"""Two activities that share less of their time are neither one workout nor a question about overlap."""

MATCH_SHARE = 0.65
"""Two activities that share this much of their time are one workout if distance or pace is close as well."""

CLOSE_DISTANCE_GAP = 0.1
"""Distances that differ by no more are close, which speaks for one workout."""

CLOSE_PACE_GAP = 0.15
"""Paces that differ by no more are close, which speaks for one workout."""

LOOSE_DISTANCE_GAP = 1 / 3
"""Distances that differ by more are those of two workouts, however close the times are."""

PART_INSIDE = 0.9
"""The shorter of two activities is a part of the longer one when this much of it lies inside."""

PART_MAX_SHARE = 0.9
"""A part shares less than this of the time of the longer activity."""

SHORT_PART_SHARE = 0.2
"""A part that shares less than this of the longer activity must lie wholly inside, and both must name a sport."""

DUPLICATE_START_S = 120
"""The start of a duplicate differs by up to this much."""

DUPLICATE_LENGTH_S = 180
"""The length of a duplicate differs by up to this much."""

DUPLICATE_SHARE = 0.8
"""A duplicate shares this much of its time: short activities that follow each other start close together, too."""

DUPLICATE_DISTANCE_GAP = 0.05
"""The distance of a duplicate differs by up to this share."""

MAX_CLOCK_ERROR_S = 14 * 3600
"""A wrong clock is off by up to this much: no zone is further from UTC."""

ZONE_STEP_S = 900
"""All offsets of time zones are multiples of this."""

ZONE_MINUTES_S = (0, 30 * 60, 45 * 60)
"""The offset of a time zone exceeds a whole hour by one of these."""

WEEK_ROLLOVERS_S = (1024 * 7 * DAY_S, 2048 * 7 * DAY_S)
"""An old GPS receiver is off by one of these: GPS numbers its weeks from 0 again after 1,024 of them."""

EVIDENCE_LENGTH_S = 60
"""Lengths that differ by more, and by more than `EVIDENCE_GAP`, are evidence against one workout."""

EVIDENCE_GAP = 0.05
"""Distances and lengths that differ by more are evidence against one workout."""
