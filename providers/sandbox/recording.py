"""Writes the file that a device would have written of an activity."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, radians, sin
from xml.sax.saxutils import escape

from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.history.activity_kinds import default_name
from providers.sandbox.writers import fit, gpx, tcx

CONTENT_TYPES = {
    "fit": "application/vnd.ant.fit",
    "gpx": "application/gpx+xml",
    "tcx": "application/vnd.garmin.tcx+xml",
}
START_POINTS = {"Europe/Vienna": (48.19, 16.32), "Europe/Lisbon": (38.74, -9.2)}
MAX_SAMPLES, SAMPLE_S = 120, 30
METERS_PER_DEGREE = 111_120.0
SEMICIRCLES_PER_DEGREE = 2**31 / 180
FIT_SPORTS = {
    "Ride": (2, 0),
    "GravelRide": (2, 46),
    "VirtualRide": (2, 58),
    "Run": (1, 0),
    "TrailRun": (1, 3),
    "Hike": (17, 0),
    "Swim": (5, 17),
    "WeightTraining": (10, 20),
}
GPX_SPORTS = {"Run": "running", "TrailRun": "trail_running", "Hike": "hiking", "GravelRide": "gravel_cycling"}
TCX_SPORTS = {
    "Run": "Running",
    "TrailRun": "Running",
    "Ride": "Biking",
    "GravelRide": "Biking",
    "VirtualRide": "Biking",
}
HOME_PLACE = "Vienna"
START_PLACES = {"Europe/Vienna": HOME_PLACE, "Europe/Lisbon": "Lisbon"}
GARMIN_TYPES = {
    "Run": "Running",
    "TrailRun": "Trail Running",
    "Hike": "Hiking",
    "GravelRide": "Gravel Cycling",
}
WRITTEN_NAMES = {
    "Ride": ("To work with Ana", "Home before the rain", "Dead flat, all headwind", "Errands by bike"),
    "GravelRide": ("Forest roads with Max", "Gravel to the quarry", "Lost behind Mauerbach", "Mud, and more mud"),
    "Run": ("Prater with Ana", "8 x 400 on the track", "Easy, knee feels fine", "Last one before the race"),
    "TrailRun": ("Up the Anninger twice", "Vineyards at dusk"),
}
"""The athlete wrote these names, sport by sport."""
PRODUCTS = {"Garmin Edge 530": 3121, "Garmin Forerunner 245": 3076}


@dataclass(frozen=True, slots=True)
class Sample:
    """Represents one moment of a recording: time, distance, position, elevation and heart rate."""

    time: datetime
    distance_m: float
    latitude: float
    longitude: float
    elevation_m: float
    heart_rate: int | None


def file_kinds(activity: FixtureActivity) -> tuple[str, ...]:
    """Returns the kinds of files that a device has of an activity: none of a manual one, no GPX without a track."""
    if activity.manual or activity.device is None or activity.hidden_time:
        return ()
    return ("fit", "gpx", "tcx") if activity.has_track else ("fit", "tcx")


def write_recording(activity: FixtureActivity, kind: str) -> bytes:
    """Returns the bytes of the file."""
    return {"fit": _write_fit, "gpx": _write_gpx, "tcx": _write_tcx}[kind](activity)


def file_stem(activity: FixtureActivity) -> str:
    """Returns the file's name without its extension."""
    return f"{activity.local_start:%Y-%m-%d-%H%M}-{activity.sport.lower()}"


def has_default_name(activity: FixtureActivity) -> bool:
    """Returns whether Strava has named the activity."""
    return activity.name == default_name(activity.sport, activity.local_start.hour)


def name_in_file(activity: FixtureActivity) -> str:
    """Returns the name of a track: those that have only Strava's default name there were named by the athlete.

    The others have a default name as programs write it into GPX files: place and type, or "Track" and the date.
    """
    if has_default_name(activity):
        names = WRITTEN_NAMES.get(activity.sport, WRITTEN_NAMES["Ride"])
        return names[activity.start % len(names)]
    if activity.start % 3 == 0:
        return f"Track {activity.local_start:%Y-%m-%d}"
    return f"{START_PLACES.get(activity.zone, HOME_PLACE)} {GARMIN_TYPES.get(activity.sport, 'Cycling')}"


def generate_samples(activity: FixtureActivity) -> Iterator[Sample]:
    """Yields the samples of a loop, evenly in time while moving; the pause is in the middle."""
    count = min(MAX_SAMPLES, max(8, activity.moving_s // SAMPLE_S)) // 2 * 2
    north, east = START_POINTS.get(activity.zone, START_POINTS["Europe/Vienna"])
    hills = max(1, min(count // 24, round(activity.gain_m / 90)))
    step_m, climb_m = activity.distance_m / count, activity.gain_m / hills
    pause_s = activity.elapsed_s - activity.moving_s
    for index in range(count + 1):
        share = index / count
        offset_s = round(share * activity.moving_s) + (pause_s if share > 0.5 else 0)
        time = activity.started_at + timedelta(seconds=offset_s)
        elevation_m = round(180 + climb_m * (1 - abs(2 * (share * hills % 1) - 1)), 1)
        heart_rate = activity.heart_rate + (6, 0, -6)[index % 3] if activity.heart_rate else None
        yield Sample(time, step_m * index, north, east, elevation_m, heart_rate)
        if pause_s and share == 0.5:
            resumed_at = time + timedelta(seconds=pause_s)
            yield Sample(resumed_at, step_m * index, north, east, elevation_m, heart_rate)
        heading = 2 * pi * share + 0.3 * sin(index)
        north += step_m * cos(heading) / METERS_PER_DEGREE
        east += step_m * sin(heading) / METERS_PER_DEGREE / cos(radians(north))


def _write_fit(activity: FixtureActivity) -> bytes:
    sport, sub_sport = FIT_SPORTS.get(activity.sport, (0, 0))
    required = {"f5": sport, "f6": sub_sport, "f8": activity.moving_s * 1000}
    optional = {"f16": activity.heart_rate, "f57": activity.temperature}
    session = fit.session(
        activity.started_at,
        activity.elapsed_s,
        activity.distance_m,
        **required,
        **({"f22": round(activity.gain_m)} if activity.has_track else {}),
        **{field: value for field, value in optional.items() if value is not None},
    )
    return fit.fit(
        fit.file_id(product=PRODUCTS.get(activity.device or "", 3121), f4=activity.started_at),
        *(_fit_record(activity, sample) for sample in generate_samples(activity)),
        session,
        fit.activity(activity.ended_at, activity.utc_offset_s),
    )


def _fit_record(activity: FixtureActivity, sample: Sample) -> fit.Message:
    fields: dict[int, fit.Value] = {253: sample.time}
    if activity.has_track:
        fields |= {
            0: int(sample.latitude * SEMICIRCLES_PER_DEGREE),
            1: int(sample.longitude * SEMICIRCLES_PER_DEGREE),
            2: round((sample.elevation_m + 500) * 5),
        }
    if activity.distance_m:
        fields[5] = round(sample.distance_m * 100)
    if sample.heart_rate:
        fields[3] = sample.heart_rate
    return fit.Message(fit.RECORD, fields)


def _write_gpx(activity: FixtureActivity) -> bytes:
    points = (
        gpx.point(
            f"{sample.latitude:.6f}",
            f"{sample.longitude:.6f}",
            sample.time,
            sample.elevation_m,
            f"<extensions><hr>{sample.heart_rate}</hr></extensions>" if sample.heart_rate else "",
        )
        for sample in generate_samples(activity)
    )
    track = gpx.track(points, name=escape(name_in_file(activity)), kind=GPX_SPORTS.get(activity.sport, "cycling"))
    return gpx.gpx(track, creator=activity.device or "").encode()


def _write_tcx(activity: FixtureActivity) -> bytes:
    points = (
        tcx.point(
            sample.time,
            round(sample.distance_m, 1) if activity.distance_m else None,
            sample.elevation_m if activity.has_track else None,
            sample.heart_rate,
        )
        for sample in generate_samples(activity)
    )
    lap = tcx.lap(activity.started_at, activity.moving_s, activity.distance_m or None, activity.heart_rate, points)
    sport = TCX_SPORTS.get(activity.sport, "Other")
    id_ = f"{activity.started_at:%Y-%m-%dT%H:%M:%SZ}"
    return tcx.tcx(tcx.activity(lap, sport=sport, id_=id_, creator=activity.device or "")).encode()
