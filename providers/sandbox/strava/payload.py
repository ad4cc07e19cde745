"""Activities as Strava writes them, with all that an application must drop."""

from providers.sandbox.outing import Outing, zone_of
from providers.sandbox.sentinels import EMAIL, LATITUDE, LONGITUDE, PLACE, POLYLINE, STREAM
from providers.sandbox.store.activities import Activity
from providers.sandbox.store.athletes import Athlete, OwnedGear
from providers.sandbox.strava.profile import Payload, gear_summary, stamp

COLLAPSED = {"GravelRide": "Ride", "MountainBikeRide": "Ride", "TrailRun": "Run"}
"""The old `type` knows fewer sports."""


def summary(activity: Activity, athlete: Athlete) -> Payload:
    """An activity as it stands in the list."""
    outing = activity.outing
    return {
        "resource_state": 2,
        "athlete": {"id": athlete.number, "resource_state": 1, "email": EMAIL},
        "name": outing.name,
        **_lengths(outing),
        "type": COLLAPSED.get(outing.sport, outing.sport),
        "sport_type": outing.sport,
        "workout_type": None,
        "device_name": outing.device,
        "id": activity.id,
        **_times(outing),
        **_places(),
        "achievement_count": 0,
        "kudos_count": activity.id % 23,
        "comment_count": 0,
        "athlete_count": 1,
        "photo_count": 0,
        **_flags(outing),
        "gear_id": outing.gear,
        **_measured(outing),
        **_upload(activity),
        "from_accepted_tag": False,
        "pr_count": 0,
        "total_photo_count": 1,
        "has_kudoed": False,
    }


def detail(activity: Activity, athlete: Athlete, gear: OwnedGear | None) -> Payload:
    """An activity alone."""
    seconds = activity.outing.moving_s
    return summary(activity, athlete) | {
        "resource_state": 3,
        "description": f"Write to {EMAIL}, we met in {PLACE}.",
        "private_note": f"Keys are with {EMAIL}",
        "calories": round(seconds * 0.16, 1),
        "perceived_exertion": None,
        "prefer_perceived_exertion": None,
        "hide_from_home": False,
        "gear": gear_summary(gear) if gear else None,
        "laps": [{"id": activity.id + 1, "name": "Lap 1", "elapsed_time": seconds, "average_watts": STREAM}],
        "best_efforts": [],
        "photos": {"count": 1, "primary": {"location": [LATITUDE, LONGITUDE], "urls": {}}},
        "segment_efforts": [{"id": activity.id + 2, "name": PLACE, "start_latlng": [LATITUDE, LONGITUDE]}],
        "similar_activities": {"trend": {"speeds": [STREAM]}},
        "available_zones": [],
    }


def _lengths(outing: Outing) -> Payload:
    return {
        "distance": outing.distance_m,
        "moving_time": outing.moving_s,
        "elapsed_time": outing.elapsed_s,
        "total_elevation_gain": outing.gain_m,
    }


def _times(outing: Outing) -> Payload:
    standard = outing.local.replace(month=1, day=15).utcoffset()
    minutes = int(standard.total_seconds() // 60) if standard else 0
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return {
        "start_date": stamp(outing.began),
        "start_date_local": stamp(outing.local),
        "timezone": f"(GMT{sign}{hours:02}:{rest:02}) {zone_of(outing.zone).key}",
        "utc_offset": float(outing.offset_s),
    }


def _places() -> Payload:
    return {
        "location_city": PLACE,
        "location_state": PLACE,
        "location_country": "Austria",
        "start_latlng": [LATITUDE, LONGITUDE],
        "end_latlng": [LATITUDE, LONGITUDE],
        "start_latitude": LATITUDE,
        "start_longitude": LONGITUDE,
        "map": {"id": "a1", "polyline": POLYLINE, "summary_polyline": POLYLINE, "resource_state": 2},
        "splits_metric": [{"distance": 1000.0, "elapsed_time": 200, "average_speed": STREAM, "split": 1}],
    }


def _flags(outing: Outing) -> Payload:
    return {
        "trainer": outing.trainer,
        "commute": outing.commute,
        "manual": outing.manual,
        "private": outing.only_me,
        "visibility": "only_me" if outing.only_me else "everyone",
        "flagged": False,
    }


def _measured(outing: Outing) -> Payload:
    """What sensors gave; without a sensor the field is absent."""
    speed = outing.distance_m / outing.moving_s if outing.moving_s else 0.0
    told: Payload = {"average_speed": round(speed, 3), "max_speed": round(speed * 1.9, 3)}
    if outing.temperature is not None:
        told["average_temp"] = outing.temperature
    if outing.heart_rate and not outing.manual:
        told |= {"average_heartrate": float(outing.heart_rate), "max_heartrate": outing.heart_rate + 27.0}
        told |= {"suffer_score": float(outing.moving_s // 60), "elev_high": 412.6, "elev_low": 158.2}
    has_heartrate = "average_heartrate" in told
    return told | {
        "has_heartrate": has_heartrate,
        "heartrate_opt_out": False,
        "display_hide_heartrate_option": has_heartrate,
    }


def _upload(activity: Activity) -> Payload:
    if activity.outing.manual:
        return {"upload_id": None, "external_id": None}
    upload = activity.id + 960_000_000
    return {
        "upload_id": upload,
        "upload_id_str": str(upload),
        "external_id": f"garmin_ping_{activity.id * 29}",
    }
