"""Composes the phrases that name a sport: with a part of the day (`Morning Ride`), or alone (`Indoor Cycling`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from activities.sports import OTHER, SPORTS, file_words
from matching.engine.names.normalized_name import split_list, squeeze
from matching.engine.names.table import languages, platforms

DAYPARTS = ("morning", "lunch", "afternoon", "evening", "night")


@dataclass(frozen=True, slots=True)
class DaypartPhrase:
    """A phrase is a part of the day and a sport in one language.

    Some languages write each word with a capital, some make one word of both (`Ochtendrit`).
    """

    daypart: str
    sport: str
    needs_title_case: bool
    is_one_word: bool


@cache
def daypart_phrases() -> Mapping[str, DaypartPhrase]:
    """Returns every phrase of every language, by its squeezed text."""
    phrases: dict[str, DaypartPhrase] = {}
    for code, language in languages().items():
        sports = dict(_sports_of(language)) | (_strava_words() if code == "en" else {})
        for form in language.get("dayparts", ()):
            chosen = _choose(sports, form.get("only"))
            for daypart, sport, text in _compose(form, chosen):
                is_one_word = form.get("is_one_word", False)
                phrase = DaypartPhrase(daypart, sport, language.get("needs_title_case", False), is_one_word)
                phrases.setdefault(text, phrase)
    return phrases


@cache
def activity_types() -> Mapping[str, str]:
    """Returns the sport of every activity type that programs write alone or after a place, by its squeezed text."""
    types = file_words() | _words_under("types")
    others = _people_words("nouns") | _people_words("alone")
    return {word: sport for word, sport in types.items() if word not in others}


@cache
def activity_nouns() -> Mapping[str, str]:
    """Returns the sport of every noun that is a title of programs in some places and of people in others."""
    return {word: sport_words().get(word, OTHER) for word in _people_words("nouns")}


@cache
def sport_words() -> Mapping[str, str]:
    """Returns the sport of every type and noun, those that people use as a title included."""
    return file_words() | _strava_words() | _words_under("sports") | _words_under("types")


def _people_words(key: str) -> frozenset[str]:
    return frozenset(split_list(platforms()["people"][key]))


def _words_under(key: str) -> dict[str, str]:
    return {
        word: sport
        for language in languages().values()
        for sport, words in language.get(key, {}).items()
        for word in split_list(words)
    }


def _strava_words() -> dict[str, str]:
    return {squeeze(word): sport.name for sport in SPORTS for word in sport.strava.split()}


def _sports_of(language: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for sport, words in language.get("sports", {}).items():
        for word in split_list(words):
            yield word, sport


def _choose(sports: Mapping[str, str], only: str | None) -> Mapping[str, str]:
    """Returns the sports that a form of a language is limited to; all of them where it has no limit."""
    return {word: sports[word] for word in split_list(only)} if only else sports


def _compose(form: Mapping[str, str], sports: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yields part of the day, sport and squeezed text of every phrase that a form of a language makes."""
    for daypart in DAYPARTS:
        for words in split_list(form.get(daypart, "")):
            for noun, sport in sports.items():
                yield daypart, sport, words + noun if form["first"] == "daypart" else noun + words
