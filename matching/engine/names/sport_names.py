"""Recognizes names that say only which sport it was, and when: `Morning Ride`, `Friday Lunch Run`, `Radfahren`."""

from functools import cache

from matching.engine.names.lexicon import weekdays
from matching.engine.names.normalized_name import NormalizedName, split_list, squeeze
from matching.engine.names.record_facts import RecordFacts
from matching.engine.names.sport_phrases import DaypartPhrase, activity_nouns, activity_types, daypart_phrases
from matching.engine.names.table import platforms

MAX_ABBREVIATION = 4
"""A type in capital letters is not longer than this (`HIIT`, `VTT`), unless it stands in a file."""

SHORTEST_WEEKDAY = 3


def is_daypart_and_sport(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is a part of the day and a sport: `Morning Ride`, `Lauf am Abend`, `晨间跑步`."""
    phrase = daypart_phrases().get(name.squeezed)
    return phrase is not None and _has_case_of(phrase, name.text, facts)


def is_weekday_and_run(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is the weekday of the start before a part of the day and a run: `Friday Lunch Run`."""
    weekday, _, rest = name.text.partition(" ")
    number = weekdays().get(squeeze(weekday)) if rest and len(weekday) >= SHORTEST_WEEKDAY else None
    if number is None or (facts.started_at_local and facts.started_at_local.weekday() != number):
        return False
    phrase = daypart_phrases().get(squeeze(rest))
    return phrase is not None and phrase.sport == "run" and _has_case_of(phrase, name.text, facts)


def is_activity_type(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is an activity type alone; files hold it in any case, as in `road_biking`."""
    sport = activity_types().get(name.squeezed) or activity_nouns().get(name.squeezed)
    if sport is None or facts.contradicts_sport(sport):
        return False
    if facts.is_named_by_people and name.squeezed not in _types_of_uploads():
        return False
    is_shouted = name.text.isupper() and len(name.text) > MAX_ABBREVIATION
    return facts.is_file or not (is_shouted or name.text[0].islower())


def _has_case_of(phrase: DaypartPhrase, text: str, facts: RecordFacts) -> bool:
    """Returns whether the capital letters are a program's.

    English defaults have one in each word. Those of a few programs do not (`Morning walk`): they must agree with the
    record.
    """
    if text[0].islower() or text.isupper() or (phrase.is_one_word and " " in text):
        return False
    if not phrase.needs_title_case or not any(word[0].islower() for word in text.split(" ")):
        return True
    return facts.starts_in(phrase.daypart) and facts.has_sport(phrase.sport)


@cache
def _types_of_uploads() -> frozenset[str]:
    return frozenset(split_list(platforms()["people"]["types_where_people_write"]))
