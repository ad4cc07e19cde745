"""Decides whether the parts of a name are what programs put together, shape by shape."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from matching.engine.names.lexicon import NamePart, PartKind, PartKinds
from matching.engine.names.normalized_name import split_list
from matching.engine.names.table import platforms

Parts = Sequence[NamePart]
PartRule = Callable[[Parts], bool]

MAX_ACTIVITIES = 2
"""A program calls an activity by this many words at most: `Running Workout`."""

SHORTEST_ID = 6
"""A number of a database has at least this many digits."""

_ACTIVITY = frozenset({PartKind.SPORT, PartKind.RECORDING, PartKind.EXERCISE, PartKind.VERB})
_PRODUCT = frozenset({PartKind.PROGRAM, PartKind.DEVICE, PartKind.NUMBERED_DEVICE})
_BRAND = frozenset({PartKind.BRAND, PartKind.COMMON_WORD})
_FIGURE = frozenset({PartKind.NUMBER, PartKind.CODE})
_BESIDE_PRODUCT = _BRAND | {PartKind.WEEKDAY, PartKind.EXACT_DISTANCE, PartKind.COUNTER}
_MOMENT = frozenset({PartKind.DATE, PartKind.START, PartKind.TIME})
_BESIDE_DATE = _ACTIVITY | _PRODUCT | _MOMENT | _BESIDE_PRODUCT | {PartKind.LINK, PartKind.DISTANCE}
_IN_FILE_NAME = _BESIDE_DATE | _FIGURE | {PartKind.SIZE, PartKind.FILE_WORD}


def is_dated(parts: Parts) -> bool:
    """Returns whether a date, or the start of the record, stands alone or with words of programs: `Running 5/20/14`."""
    figures = _FIGURE if _has(parts, _PRODUCT) else frozenset()
    return _has(parts, {PartKind.DATE, PartKind.START}) and _consists_of(parts, _BESIDE_DATE | figures)


def is_numbered_recording(parts: Parts) -> bool:
    """Returns whether a word for a recording precedes one number: `Track 12`, `Garmin Activity 7731`."""
    if len(parts) < 2 or PartKind.RECORDING not in parts[-2].kinds or not _consists_of(parts[:-2], _PRODUCT):
        return False
    is_number = bool(parts[-1].kinds & {PartKind.NUMBER, PartKind.COUNTER})
    return is_number and "".join(part.text for part in parts) not in _roads()


def is_recording_with_id(parts: Parts) -> bool:
    """Returns whether the number behind the word for a recording is one of a database: `activity_12345678901`."""
    return len(parts[-1].text) >= SHORTEST_ID and is_numbered_recording(parts)


def is_device(parts: Parts) -> bool:
    """Returns whether a device stands alone, with what follows its name: `ELEMNT ROAM 72A8`, `fenix 7X Pro Solar`."""
    has_number = len(parts) > 1 and bool(parts[1].kinds & _FIGURE)
    is_named = PartKind.DEVICE in parts[0].kinds or (PartKind.NUMBERED_DEVICE in parts[0].kinds and has_number)
    return is_named and _consists_of(parts[1:], _FIGURE | {PartKind.SIZE, PartKind.DEVICE})


def is_program(parts: Parts) -> bool:
    """Returns whether a program stands alone, where it is none that people ride on: `Samsung Health`."""
    return len(parts) == 1 and parts[0].text in _programs_alone()


def is_activity_of_product(parts: Parts) -> bool:
    """Returns whether one program or device stands with an activity only: `Samsung Health Run`, `Keep 跑步`."""
    activities = [part for part in parts if part.kinds & _ACTIVITY]
    products = [part for part in parts if part.kinds & _PRODUCT or _is_brand_of(part, activities)]
    is_counted = len(products) == 1 and 0 < len(activities) <= MAX_ACTIVITIES
    return is_counted and _consists_of(parts, _ACTIVITY | _PRODUCT | _BESIDE_PRODUCT)


def is_type_of_product(parts: Parts) -> bool:
    """Returns whether the activity of a product is a type, which no person writes: `Huawei Health - Outdoor run`."""
    return _has_types_only(part for part in parts if part.kinds & _ACTIVITY) and is_activity_of_product(parts)


def is_exact_distance(parts: Parts) -> bool:
    """Returns whether a distance with two decimals stands with an activity only: `Ran 5.02 mi`, `跑步 5.02 公里`."""
    return _has(parts, {PartKind.ACTIVITY_TYPE, PartKind.VERB}) and is_exact_distance_of_sport(parts)


def is_exact_distance_of_sport(parts: Parts) -> bool:
    """Returns whether a distance with two decimals stands with one word for a sport: `5.02 mi Run`."""
    has_sport = _has(parts, {PartKind.SPORT, PartKind.VERB})
    return len(parts) == 2 and has_sport and _has(parts, {PartKind.EXACT_DISTANCE})


RULES_OF_ANY_CASE: tuple[PartRule, ...] = (
    is_dated,
    is_recording_with_id,
    is_device,
    is_type_of_product,
    is_exact_distance,
)
"""A name is generated when one of these rules holds for its parts, whatever its case."""

RULES: tuple[PartRule, ...] = (
    *RULES_OF_ANY_CASE,
    is_numbered_recording,
    is_program,
    is_activity_of_product,
    is_exact_distance_of_sport,
)
"""A name with a capital letter in each word is generated when any of these rules holds for its parts."""


def is_file_stem(parts: Parts) -> bool:
    """Returns whether nothing in the name of a file, its ending aside, was written by a person."""
    return bool(parts) and _consists_of(parts, _IN_FILE_NAME)


def _has(parts: Parts, kinds: PartKinds | set[PartKind]) -> bool:
    return any(part.kinds & kinds for part in parts)


def _consists_of(parts: Parts, kinds: PartKinds) -> bool:
    return all(part.kinds & kinds for part in parts)


def _has_types_only(activities: Iterable[NamePart]) -> bool:
    return all(PartKind.ACTIVITY_TYPE in activity.kinds for activity in activities)


def _is_brand_of(part: NamePart, activities: Parts) -> bool:
    """Returns whether a brand that people name, too, stands beside a word that only programs use."""
    is_chinese = not all(activity.text.isascii() for activity in activities)
    is_common = PartKind.COMMON_WORD in part.kinds and is_chinese
    return is_common or (PartKind.BRAND in part.kinds and _has_types_only(activities))


@cache
def _roads() -> frozenset[str]:
    return frozenset(split_list(platforms()["numbers"]["roads"]))


@cache
def _programs_alone() -> frozenset[str]:
    return frozenset(split_list(platforms()["programs"]["alone"]))
