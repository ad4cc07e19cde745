"""Recognizes a place with an activity type or a planned session, as Garmin Connect names what has a GPS fix.

Nothing here knows the places of the world. A word is taken for one by its capital letter, or its ending in Chinese,
Japanese and Korean, unless people are known to write it before a sport (`Happy Running`).
"""

import re
from collections.abc import Sequence
from functools import cache

from activities.sports import OTHER, family_of
from matching.engine.names.lexicon import words_of_languages
from matching.engine.names.normalized_name import NormalizedName, split_list, squeeze
from matching.engine.names.record_facts import RecordFacts
from matching.engine.names.sport_phrases import activity_types, sport_words
from matching.engine.names.table import platforms

MAX_PLACE_WORDS = 5
MAX_EAST_ASIAN_WORDS = 2
MAX_TYPE_WORDS = 4
MAX_INDOOR_PLACE_WORDS = 2
UNSPECIFIC = (OTHER, "workout")
SHORTEST_DISTRICT = 3
OUTDOOR_FAMILIES = ("cycling", "running", "walking", "swimming", "snow", "water")
"""An activity of these families has a place."""

_PLACE_WORD = re.compile(r"[^\W\d_]{1,24}(?:['.-]{1,2}[^\W\d_]{1,24}){0,3}\.?")
_LEADING_ARTICLE = re.compile(r"^[^\W\d_]{1,5}'")
_EAST_ASIAN = re.compile(r"[\u3040-\u9fff\uac00-\ud7ff]{2,12}")
_FIGURES = re.compile(r" \d[\d:x.,/]{0,9}$")


def is_place_and_type(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is a place and an activity type that fits the record: `Krems an der Donau Radfahren`."""
    if facts.is_named_by_people:
        return False
    words, keys = name.text.split(" "), name.key.split(" ")
    if facts.has_place_before_indoor_types and _is_place_and_indoor_type(words, keys, facts):
        return True
    for count in range(min(MAX_TYPE_WORDS, len(words) - 1), 0, -1):
        sport = activity_types().get(squeeze(" ".join(keys[-count:])))
        if (
            sport is not None
            and family_of(sport) in OUTDOOR_FAMILIES
            and not words[-count].islower()
            and not facts.contradicts_sport(sport)
        ):
            return is_place(words[:-count])
    return False


def _is_place_and_indoor_type(words: Sequence[str], keys: Sequence[str], facts: RecordFacts) -> bool:
    """Returns whether the words are a short place and an activity type without a track that fits the record."""
    for count in (1, 2):
        title, place = " ".join(keys[-count:]), words[:-count]
        if title in _indoor_words("types") and 0 < len(place) <= MAX_INDOOR_PLACE_WORDS and words[-count][0].isupper():
            sport = sport_words().get(squeeze(title), OTHER)
            is_own = sport in UNSPECIFIC or facts.sport in (sport, *UNSPECIFIC)
            return is_own and _indoor_words("before_them").isdisjoint(map(str.lower, place)) and is_place(place)
    return False


def is_place_and_session(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is a place, a dash, and what a watch calls a session: `Perth - Threshold 4:50`."""
    place, dash, session = name.text.partition(" - ")
    if not dash or facts.is_named_by_people:
        return False
    title = squeeze(_FIGURES.sub("", session))
    return title in _sessions() and not session[0].islower() and is_place(place.split(" "))


def is_place(words: Sequence[str]) -> bool:
    """Returns whether these words can be the name of a place."""
    if words[-1] == "-":
        words = words[:-1]
    if words and all(map(_EAST_ASIAN.fullmatch, words)):
        return len(words) <= MAX_EAST_ASIAN_WORDS and all(map(_is_district, words))
    has_form = 0 < len(words) <= MAX_PLACE_WORDS and words[0][0].isupper() and all(map(_can_be_in_place, words))
    return has_form and not _is_common(words)


def _is_district(word: str) -> bool:
    is_long = len(word) >= SHORTEST_DISTRICT
    return (is_long and word.endswith(_place_endings())) or squeeze(word) in _people_words("towns")


def _can_be_in_place(word: str) -> bool:
    squeezed = squeeze(word)
    if word.islower():
        return squeezed in _people_words("place_links")
    is_capitalized = word[0].isupper() or _LEADING_ARTICLE.sub("", word)[:1].isupper()
    is_title = is_capitalized and _PLACE_WORD.fullmatch(word) is not None
    return is_title and squeezed not in _people_words("never_in_places")


def _is_common(words: Sequence[str]) -> bool:
    """Returns whether common words alone make up what would be a place."""
    squeezed = [squeeze(word) for word in words if not word.islower()]
    return "".join(squeezed) not in _people_words("towns") and _people_words("common_words").issuperset(squeezed)


@cache
def _indoor_words(key: str) -> frozenset[str]:
    return frozenset(word.strip() for word in platforms()["indoor"][key].split(","))


@cache
def _sessions() -> frozenset[str]:
    return frozenset([*split_list(platforms()["sessions"]["names"]), *words_of_languages("workouts")])


@cache
def _people_words(key: str) -> frozenset[str]:
    return frozenset(split_list(platforms()["people"][key]))


@cache
def _place_endings() -> tuple[str, ...]:
    return tuple(platforms()["people"]["place_endings"])
