"""Makes a history realistic: adds the files that the athlete has, and anomalies to some activities."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from providers.sandbox.history.activity_kinds import ACTIVITY_KINDS, WATCH, default_name
from providers.sandbox.history.athlete_history import DraftActivity, FixtureFile

FILE_ONLY_COUNT = 12
"""A long history has this many files whose activities never reached the platform."""
NAMED_RUN_COUNT = 12
"""A long history has a GPX of this many of its newest runs, with a name that the athlete wrote."""
RECENT_RIDES = 16
"""The anomalies are among this many of the newest long rides, so that the last months show them."""


def add_files(rng: Random, drafts: list[DraftActivity]) -> None:
    """Gives some recordings a file; the newest three rides with a track get a GPX, which has a name of its own."""
    for draft in drafts:
        if rng.random() < ACTIVITY_KINDS[draft.kind].file_share:
            draft.files.append(FixtureFile(_choose_file_kind(rng, draft), draft.recorded))
    rides = [draft for draft in drafts if draft.kind in ("long", "gravel", "commute")]
    for draft in sorted(rides, key=lambda ride: ride.kind != "commute")[-3:]:
        draft.files = [FixtureFile("gpx", draft.recorded)]


def add_named_runs(drafts: list[DraftActivity]) -> None:
    """Gives the newest runs without a file a GPX, so that there are names to propose."""
    for draft in [draft for draft in drafts if draft.kind == "run" and not draft.files][-NAMED_RUN_COUNT:]:
        draft.files = [FixtureFile("gpx", draft.recorded)]


def add_anomalies(rng: Random, drafts: list[DraftActivity]) -> None:
    """Adds each anomaly once or a few times, as far as activities allow, but never to the newest three rides."""
    rides = [draft for draft in drafts if draft.kind == "long"][-RECENT_RIDES:-3]
    rng.shuffle(rides)
    anomalies = (_record_twice, _upload_twice, _shift_clock, _hide_start)
    for add_anomaly, draft in zip(anomalies, rides, strict=False):
        add_anomaly(draft)
    _add_to_newest(drafts, "swim", _enter_manually)
    _add_to_newest(drafts, "strength", _make_private)
    _add_to_newest(drafts, "run", _make_private)
    plain = [
        draft
        for draft in drafts
        if len(draft.files) == 1 and not draft.files[0].note and draft.kind in ("commute", "run")
    ]
    for draft in rng.sample(plain, min(FILE_ONLY_COUNT, len(plain) // 4)):
        draft.uploaded, draft.files = [], [replace(draft.files[0], note="not on the platform")]


def _add_to_newest(drafts: list[DraftActivity], kind: str, add_anomaly: Callable[[DraftActivity], None]) -> None:
    draft = next((draft for draft in reversed(drafts) if draft.kind == kind and draft.uploaded), None)
    if draft:
        add_anomaly(draft)


def _record_twice(draft: DraftActivity) -> None:
    """Lets two devices record the ride, each into a file."""
    watch = replace(
        draft.recorded,
        start=draft.recorded.start + 4,
        elapsed_s=draft.recorded.elapsed_s - 9,
        moving_s=draft.recorded.moving_s - 9,
        distance_m=round(draft.recorded.distance_m * 1.003, 1),
        device=WATCH,
    )
    draft.files = [FixtureFile("fit", draft.recorded), FixtureFile("fit", watch, "second device")]


def _upload_twice(draft: DraftActivity) -> None:
    """Lets both devices upload the ride to the platform."""
    duplicate = replace(
        draft.recorded,
        start=draft.recorded.start + 21,
        name=default_name(draft.recorded.sport, draft.recorded.local_start.hour),
        distance_m=round(draft.recorded.distance_m * 0.998, 1),
        device=WATCH,
    )
    draft.uploaded.append(duplicate)


def _shift_clock(draft: DraftActivity) -> None:
    """Sets the device's clock to the wrong zone; the platform has the right time."""
    draft.files = [FixtureFile("fit", replace(draft.recorded, start=draft.recorded.start + 3600), "clock one hour off")]


def _hide_start(draft: DraftActivity) -> None:
    """Hides the start on the platform, which then gives the first second of the day."""
    midnight = draft.recorded.local_start.replace(hour=0, minute=0, second=1, microsecond=0)
    draft.uploaded = [replace(draft.recorded, start=int(midnight.timestamp()), hidden_time=True)]
    draft.files = [FixtureFile("fit", draft.recorded, "start hidden on the platform")]


def _enter_manually(draft: DraftActivity) -> None:
    """Replaces the recording by an entry without a device."""
    entry = replace(draft.recorded, name="Pool, watch at home", device=None, manual=True)
    draft.recorded, draft.uploaded, draft.files = entry, [entry], []


def _make_private(draft: DraftActivity) -> None:
    """Lets only the athlete see the activity."""
    draft.uploaded = [replace(draft.uploaded[0], only_me=True)]


def _choose_file_kind(rng: Random, draft: DraftActivity) -> str:
    chance = rng.random()
    if chance < 0.72 or not draft.recorded.has_track:
        return "fit"
    return "gpx" if chance < 0.88 else "tcx"
