"""Decides whether a name is, as a whole, one of the shapes that programs compose."""

from collections.abc import Callable
from functools import cache

from matching.engine.names.file_names import is_id, split_ending
from matching.engine.names.lexicon import words_of_languages
from matching.engine.names.name_parts import read_parts
from matching.engine.names.normalized_name import MAX_NAME_LENGTH, NormalizedName, normalize_name, split_list, squeeze
from matching.engine.names.part_rules import RULES, RULES_OF_ANY_CASE, is_file_stem
from matching.engine.names.places import is_place_and_session, is_place_and_type
from matching.engine.names.record_facts import RecordFacts
from matching.engine.names.sport_names import is_activity_type, is_daypart_and_sport, is_weekday_and_run
from matching.engine.names.table import platforms
from matching.engine.names.times import replace_times
from matching.engine.names.titles import is_class, is_import, is_session_by_distance, is_title_of_product, is_trail

LONGEST_UNIT = 2
"""A unit (`mi`) has no capital letter, and no more letters than this."""

NameRule = Callable[[NormalizedName, RecordFacts], bool]


def has_generated_shape(name: str, facts: RecordFacts) -> bool:
    """Returns whether the whole name has one of the shapes; never for a name longer than any program makes."""
    if len(name) > MAX_NAME_LENGTH:
        return False
    normal = normalize_name(name, _appended_signs())
    return len(normal.text) <= MAX_NAME_LENGTH and any(rule(normal, facts) for rule in _RULES)


def _is_empty(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name says nothing: it is empty, a dash, or what programs write without a title."""
    return not name.key.strip("-–—_. ") or name.squeezed in _empty_names()


def _is_device_of_record(name: NormalizedName, facts: RecordFacts) -> bool:
    return facts.device is not None and name.squeezed == squeeze(facts.device) != ""


def _is_composed(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether words of programs, dates and numbers make up the name in one of the shapes."""
    parts = read_parts(replace_times(name.key, facts))
    if not parts:
        return False
    is_capitalized = not any(word[0].islower() for word in name.text.split(" ") if len(word) > LONGEST_UNIT)
    return any(rule(parts) for rule in (RULES if is_capitalized else RULES_OF_ANY_CASE))


def _is_file_name(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is that of a file of a program: a default name, or no word that a person chose."""
    stem, has_ending = split_ending(name.text)
    if not has_ending:
        return False
    spaced = normalize_name(stem.replace("_", " "))
    is_default = any(rule(spaced, facts) for rule in _RULES_OF_STEMS)
    return is_default or is_file_stem(read_parts(replace_times(spaced.key, facts)))


_RULES_OF_STEMS: tuple[NameRule, ...] = (_is_empty, is_daypart_and_sport, is_activity_type, is_id)

_RULES: tuple[NameRule, ...] = (
    _is_empty,
    is_daypart_and_sport,
    is_activity_type,
    _is_device_of_record,
    is_title_of_product,
    is_id,
    is_weekday_and_run,
    _is_composed,
    is_place_and_type,
    is_place_and_session,
    is_class,
    is_session_by_distance,
    is_import,
    is_trail,
    _is_file_name,
)
"""A name is generated when any rule holds; those that hold most often come first."""


@cache
def _empty_names() -> frozenset[str]:
    return frozenset([*split_list(platforms()["empty"]["names"]), *words_of_languages("untitled")])


@cache
def _appended_signs() -> str:
    return "".join(platforms()["weather"]["signs"].split())
