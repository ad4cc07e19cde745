"""The file that a device would have written of an outing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, radians, sin
from xml.sax.saxutils import escape

from providers.sandbox.outing import Outing
from providers.sandbox.writers import fit, gpx, tcx

MEDIA = {
    "fit": "application/vnd.ant.fit",
    "gpx": "application/gpx+xml",
    "tcx": "application/vnd.garmin.tcx+xml",
}
HOME = {"Europe/Vienna": (48.19, 16.32), "Europe/Lisbon": (38.74, -9.2)}
MOST_POINTS, STEP_S = 120, 30
DEGREE_M = 111_120.0
SEMICIRCLE = 2**31 / 180
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
PRODUCTS = {"Garmin Edge 530": 3121, "Garmin Forerunner 245": 3076}


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment: how far, where, how high, which heart rate."""

    at: datetime
    metres: float
    latitude: float
    longitude: float
    height: float
    heart_rate: int | None


def kinds_of(outing: Outing) -> tuple[str, ...]:
    """The kinds of files a device has of it: none of what was typed in, no GPX without a track."""
    if outing.manual or outing.device is None or outing.hidden_time:
        return ()
    return ("fit", "gpx", "tcx") if outing.has_track else ("fit", "tcx")


def recording(outing: Outing, kind: str) -> bytes:
    """The bytes of the file."""
    return {"fit": _fit, "gpx": _gpx, "tcx": _tcx}[kind](outing)


def stem(outing: Outing) -> str:
    """The file's name without its ending."""
    return f"{outing.local:%Y-%m-%d-%H%M}-{outing.sport.lower()}"


def device_name(outing: Outing) -> str:
    """What the device calls it; nobody else does."""
    if outing.start % 3 == 0:
        return f"Track {outing.local:%Y-%m-%d}"
    part = "Morning" if outing.local.hour < 12 else "Later"
    model = (outing.device or "").rpartition(" ")[0].removeprefix("Garmin ") or "watch"
    return f"{part} {re.sub('(?<=[a-z])(?=[A-Z])', ' ', outing.sport).lower()} on the {model}"


def samples(outing: Outing) -> Iterator[Sample]:
    """A loop of moments, evenly in time while moving; in the middle it stands still for as long as it paused."""
    count = min(MOST_POINTS, max(8, outing.moving_s // STEP_S)) // 2 * 2
    north, east = HOME.get(outing.zone, HOME["Europe/Vienna"])
    hills = max(1, min(count // 24, round(outing.gain_m / 90)))
    step, rise = outing.distance_m / count, outing.gain_m / hills
    pause = outing.elapsed_s - outing.moving_s
    for index in range(count + 1):
        share = index / count
        at = outing.began + timedelta(seconds=round(share * outing.moving_s) + (pause if share > 0.5 else 0))
        height = round(180 + rise * (1 - abs(2 * (share * hills % 1) - 1)), 1)
        beat = outing.heart_rate + (6, 0, -6)[index % 3] if outing.heart_rate else None
        yield Sample(at, step * index, north, east, height, beat)
        if pause and share == 0.5:
            yield Sample(at + timedelta(seconds=pause), step * index, north, east, height, beat)
        heading = 2 * pi * share + 0.3 * sin(index)
        north += step * cos(heading) / DEGREE_M
        east += step * sin(heading) / DEGREE_M / cos(radians(north))


def _fit(outing: Outing) -> bytes:
    sport, sub_sport = FIT_SPORTS.get(outing.sport, (0, 0))
    told = {"f5": sport, "f6": sub_sport, "f8": outing.moving_s * 1000}
    optional = {"f16": outing.heart_rate, "f57": outing.temperature}
    session = fit.session(
        outing.began,
        outing.elapsed_s,
        outing.distance_m,
        **told,
        **({"f22": round(outing.gain_m)} if outing.has_track else {}),
        **{field: value for field, value in optional.items() if value is not None},
    )
    return fit.fit(
        fit.file_id(product=PRODUCTS.get(outing.device or "", 3121), f4=outing.began),
        *(_record(outing, sample) for sample in samples(outing)),
        session,
        fit.activity(outing.ended, outing.offset_s),
    )


def _record(outing: Outing, sample: Sample) -> fit.Message:
    fields: dict[int, fit.Value] = {253: sample.at}
    if outing.has_track:
        fields |= {0: int(sample.latitude * SEMICIRCLE), 1: int(sample.longitude * SEMICIRCLE)}
        fields |= {2: round((sample.height + 500) * 5)}
    if outing.distance_m:
        fields[5] = round(sample.metres * 100)
    if sample.heart_rate:
        fields[3] = sample.heart_rate
    return fit.Message(fit.RECORD, fields)


def _gpx(outing: Outing) -> bytes:
    points = (
        gpx.point(
            f"{sample.latitude:.6f}",
            f"{sample.longitude:.6f}",
            sample.at,
            sample.height,
            f"<extensions><hr>{sample.heart_rate}</hr></extensions>" if sample.heart_rate else "",
        )
        for sample in samples(outing)
    )
    track = gpx.track(points, name=escape(device_name(outing)), kind=GPX_SPORTS.get(outing.sport, "cycling"))
    return gpx.gpx(track, creator=outing.device or "").encode()


def _tcx(outing: Outing) -> bytes:
    points = (
        tcx.point(
            sample.at,
            round(sample.metres, 1) if outing.distance_m else None,
            sample.height if outing.has_track else None,
            sample.heart_rate,
        )
        for sample in samples(outing)
    )
    lap = tcx.lap(outing.began, outing.moving_s, outing.distance_m or None, outing.heart_rate, points)
    begun = f"{outing.began:%Y-%m-%dT%H:%M:%SZ}"
    activity = tcx.activity(lap, sport=TCX_SPORTS.get(outing.sport, "Other"), id_=begun, creator=outing.device or "")
    return tcx.tcx(activity).encode()
