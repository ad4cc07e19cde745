"""Generates a whole history from its name, a seed and an end."""

from dataclasses import replace
from random import Random

from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.history.anomalies import add_anomalies, add_files, add_named_runs
from providers.sandbox.history.athlete_history import AthleteHistory, DraftActivity, FixtureFile, FixtureGear
from providers.sandbox.history.days import generate_days_backwards

HISTORIES = ("year", "small", "demo", "none")
DEMO_DAYS, SMALL_DAYS, SMALL_COUNT, YEAR_COUNT = 730, 42, 12, 120
SPARE_COUNT = 20
"""Anomalies take some activities off the platform, so this many more are generated than requested."""
GEAR = (
    FixtureGear("road", "b", "Falkenrad", "Rennsteig 2", "", is_primary=True),
    FixtureGear("city", "b", "Donauwerk", "Lände", "City bike"),
    FixtureGear("touring", "b", "Wandervogel", "Tour 28", "Old one", is_retired=True, distance_m=4_812_300.0),
    FixtureGear("shoes", "g", "Leichtfuß", "Meile 12", "", is_primary=True),
    FixtureGear("trail", "g", "Gamsbock", "Grat 3", "Trail"),
)


def generate_history(history: str, seed: str, end: int, count: int | None = None) -> AthleteHistory:
    """Returns a history that ends before a Unix second; `count` says how many activities are on the platform.

    "demo" is two years, "year" 120 activities, "small" about twelve of six weeks, "none" gear alone.
    """
    if history not in HISTORIES:
        raise ValueError(f"histories: {', '.join(HISTORIES)}")
    if history == "none" and not count:
        return AthleteHistory(GEAR)
    rng = Random(f"{seed}/{history}")  # noqa: S311 - the athletes are made up, nothing is secret
    drafts = _generate_drafts(history, seed, end, count, rng)
    add_files(rng, drafts)
    if history == "demo" or count:
        add_named_runs(drafts)
        add_anomalies(rng, drafts)
    return _assemble_history(drafts, count or (YEAR_COUNT if history == "year" else None))


def _generate_drafts(history: str, seed: str, end: int, count: int | None, rng: Random) -> list[DraftActivity]:
    """Returns the activities of a history, oldest first."""
    drafts: list[DraftActivity] = []
    wanted = count or (YEAR_COUNT if history == "year" else 0)
    max_days = SMALL_DAYS if history == "small" else DEMO_DAYS
    for days_ago, day in enumerate(generate_days_backwards(seed, end)):
        if (len(drafts) >= wanted + SPARE_COUNT) if wanted else days_ago >= max_days:
            break
        drafts += reversed(day)
    drafts.reverse()
    return _choose_few(rng, drafts) if history == "small" and not count else drafts


def _choose_few(rng: Random, drafts: list[DraftActivity]) -> list[DraftActivity]:
    """Returns a dozen of the activities; rides are chosen first."""
    chosen = sorted(range(len(drafts)), key=lambda index: (drafts[index].kind not in ("long", "gravel"), rng.random()))[
        :SMALL_COUNT
    ]
    return [drafts[index] for index in sorted(chosen)]


def _assemble_history(drafts: list[DraftActivity], max_count: int | None) -> AthleteHistory:
    uploads = sorted(
        ((activity, draft) for draft in drafts for activity in draft.uploaded), key=lambda pair: pair[0].start
    )
    uploads = uploads[-max_count:] if max_count else uploads
    activities = tuple(activity for activity, _ in uploads)
    index_of_draft = {id(draft): index for index, (_, draft) in enumerate(uploads)}
    oldest = uploads[0][1].recorded.start if uploads else 0
    files = [
        replace(file, index=index_of_draft.get(id(draft)))
        for draft in drafts
        for file in draft.files
        if draft.recorded.start >= oldest and (not draft.uploaded or id(draft) in index_of_draft)
    ]
    return AthleteHistory(tuple(_add_distance(gear, activities) for gear in GEAR), activities, _sort_by_start(files))


def _sort_by_start(files: list[FixtureFile]) -> tuple[FixtureFile, ...]:
    return tuple(sorted(files, key=lambda file: file.fixture.start))


def _add_distance(gear: FixtureGear, activities: tuple[FixtureActivity, ...]) -> FixtureGear:
    distance_m = sum(activity.distance_m for activity in activities if activity.gear == gear.key)
    return replace(gear, distance_m=gear.distance_m + round(distance_m, 1))
