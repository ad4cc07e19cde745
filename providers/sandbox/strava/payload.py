"""Writes activities as Strava does, with everything that an application may not store."""

from random import Random
from uuid import UUID

from providers.sandbox.database.activities import SandboxActivity
from providers.sandbox.database.athletes import SandboxAthlete, SandboxGear
from providers.sandbox.fixture_activity import FixtureActivity, time_zone
from providers.sandbox.sentinels import EMAIL, LATITUDE, LONGITUDE, PLACE, POLYLINE, STREAM
from providers.sandbox.strava.profile import Payload, format_time, gear_summary

COLLAPSED = {"GravelRide": "Ride", "MountainBikeRide": "Ride", "TrailRun": "Run"}
"""The old field `type` knows fewer sports."""
RIDES = ("Ride", "GravelRide", "MountainBikeRide", "VirtualRide")
RUNS = ("Run", "TrailRun", "VirtualRun")


def activity_summary(activity: SandboxActivity, athlete: SandboxAthlete) -> Payload:
    """Returns an activity as the list holds it."""
    fixture = activity.fixture
    return {
        "resource_state": 2,
        "athlete": {"id": athlete.number, "resource_state": 1, "email": EMAIL},
        "name": fixture.name,
        **_length_fields(fixture),
        "type": COLLAPSED.get(fixture.sport, fixture.sport),
        "sport_type": fixture.sport,
        "workout_type": None,
        "device_name": fixture.device,
        "id": activity.id,
        **_time_fields(fixture),
        **_place_fields(),
        "achievement_count": 0,
        "kudos_count": activity.id % 23,
        "comment_count": 0,
        "athlete_count": 1,
        "photo_count": 0,
        **_flag_fields(fixture),
        "gear_id": fixture.gear,
        **_sensor_fields(fixture),
        **_effort_fields(activity),
        **_upload_fields(activity),
        "from_accepted_tag": False,
        "pr_count": 0,
        "total_photo_count": 1,
        "has_kudoed": False,
    }


def activity_detail(activity: SandboxActivity, athlete: SandboxAthlete, gear: SandboxGear | None) -> Payload:
    """Returns an activity as its own address gives it."""
    seconds = activity.fixture.moving_s
    return activity_summary(activity, athlete) | {
        "resource_state": 3,
        "description": _describe(activity.fixture),
        "private_note": f"Keys are with {EMAIL}",
        "calories": round(seconds * 0.16, 1),
        "perceived_exertion": None,
        "prefer_perceived_exertion": None,
        "hide_from_home": activity.fixture.hide_from_home,
        "gear": gear_summary(gear) if gear else None,
        "laps": [{"id": activity.id + 1, "name": "Lap 1", "elapsed_time": seconds, "average_watts": STREAM}],
        "best_efforts": [],
        "photos": _photos(activity),
        "segment_efforts": [{"id": activity.id + 2, "name": PLACE, "start_latlng": [LATITUDE, LONGITUDE]}],
        "similar_activities": {"trend": {"speeds": [STREAM]}},
        "available_zones": [],
    }


def _describe(fixture: FixtureActivity) -> str:
    return f"Write to {EMAIL}, we met in {PLACE}." if fixture.description is None else fixture.description


def _photos(activity: SandboxActivity) -> Payload:
    photo_id = str(UUID(int=activity.id)).upper()
    urls = {size: f"https://photos.example.net/{photo_id}-{size}.jpg" for size in ("100", "600")}
    primary = {"unique_id": photo_id, "urls": urls, "source": 1, "media_type": 1, "location": [LATITUDE, LONGITUDE]}
    return {"primary": primary, "use_primary_photo": True, "count": 1}


def _length_fields(fixture: FixtureActivity) -> Payload:
    return {
        "distance": fixture.distance_m,
        "moving_time": fixture.moving_s,
        "elapsed_time": fixture.elapsed_s,
        "total_elevation_gain": fixture.gain_m,
    }


def _time_fields(fixture: FixtureActivity) -> Payload:
    standard = fixture.local_start.replace(month=1, day=15).utcoffset()
    minutes = int(standard.total_seconds() // 60) if standard else 0
    sign = "-" if minutes < 0 else "+"
    hours, minutes_over = divmod(abs(minutes), 60)
    return {
        "start_date": format_time(fixture.started_at),
        "start_date_local": format_time(fixture.local_start),
        "timezone": f"(GMT{sign}{hours:02}:{minutes_over:02}) {time_zone(fixture.zone).key}",
        "utc_offset": float(fixture.utc_offset_s),
    }


def _place_fields() -> Payload:
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


def _flag_fields(fixture: FixtureActivity) -> Payload:
    return {
        "trainer": fixture.trainer,
        "commute": fixture.commute,
        "manual": fixture.manual,
        "private": fixture.only_me,
        "visibility": "only_me" if fixture.only_me else "everyone",
        "flagged": False,
    }


def _sensor_fields(fixture: FixtureActivity) -> Payload:
    """Returns what sensors measured; without a sensor the field is missing."""
    speed = fixture.distance_m / fixture.moving_s if fixture.moving_s else 0.0
    fields: Payload = {"average_speed": round(speed, 3), "max_speed": round(speed * 1.9, 3)}
    if fixture.temperature is not None:
        fields["average_temp"] = fixture.temperature
    if fixture.heart_rate and not fixture.manual:
        fields |= {"average_heartrate": float(fixture.heart_rate), "max_heartrate": fixture.heart_rate + 27.0}
        fields |= {"suffer_score": float(fixture.moving_s // 60), "elev_high": 412.6, "elev_low": 158.2}
    has_heartrate = "average_heartrate" in fields
    return fields | {
        "has_heartrate": has_heartrate,
        "heartrate_opt_out": False,
        "display_hide_heartrate_option": has_heartrate,
    }


def _effort_fields(activity: SandboxActivity) -> Payload:
    """Returns cadence, of one leg for runs, and the power of rides, both made up from the id."""
    fixture, rng = activity.fixture, Random(activity.id)  # noqa: S311 - the athletes are made up, nothing is secret
    if fixture.manual or not fixture.distance_m:
        return {}
    if fixture.sport in RUNS:
        return {"average_cadence": round(rng.uniform(76, 88), 1)}
    if fixture.sport not in RIDES:
        return {}
    watts = round(rng.uniform(110, 230), 1)
    fields: Payload = {"average_watts": watts, "kilojoules": round(watts * fixture.moving_s / 1000, 1)}
    fields["device_watts"] = fixture.trainer
    if fixture.trainer:
        fields |= {"max_watts": round(watts * 2.4), "weighted_average_watts": round(watts * 1.07)}
    return fields | {"average_cadence": round(rng.uniform(62, 92), 1)}


def _upload_fields(activity: SandboxActivity) -> Payload:
    if activity.fixture.manual:
        return {"upload_id": None, "external_id": None}
    upload_id = activity.id + 960_000_000
    return {
        "upload_id": upload_id,
        "upload_id_str": str(upload_id),
        "external_id": f"garmin_ping_{activity.id * 29}",
    }
