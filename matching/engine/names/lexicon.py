"""Tells what kinds of words programs make names of: programs, devices, words for a recording, weekdays, months."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from matching.engine.names.normalized_name import split_list, squeeze
from matching.engine.names.table import languages, platforms


class PartKind(StrEnum):
    """Names what a part of a name is."""

    SPORT = "sport"
    ACTIVITY_TYPE = "activity type"
    RECORDING = "recording"
    EXERCISE = "exercise"
    VERB = "verb"
    PROGRAM = "program"
    BRAND = "brand"
    COMMON_WORD = "common word"
    DEVICE = "device"
    NUMBERED_DEVICE = "numbered device"
    SIZE = "size"
    WEEKDAY = "weekday"
    LINK = "link"
    FILE_WORD = "file word"
    DATE = "date"
    START = "start"
    TIME = "time"
    DISTANCE = "distance"
    EXACT_DISTANCE = "exact distance"
    NUMBER = "number"
    COUNTER = "counter"
    CODE = "code"


PartKinds = frozenset[PartKind]


@dataclass(frozen=True, slots=True)
class NamePart:
    """A part is a word, a phrase, a number, a date or a time in a name, with the kinds of things that it may be."""

    kinds: PartKinds
    text: str


SIGN_BY_KIND = {
    PartKind.DATE: "\ue000",
    PartKind.START: "\ue001",
    PartKind.TIME: "\ue002",
    PartKind.DISTANCE: "\ue003",
    PartKind.EXACT_DISTANCE: "\ue004",
}
"""One sign of the private use area stands for each date, for the time at which the record starts, for another time, and
for a distance. A normalized name contains none of them."""


@cache
def lexicon() -> Mapping[str, PartKinds]:
    """Returns the kinds of every word and phrase that is no sport, by its squeezed text."""
    kinds: dict[str, set[PartKind]] = defaultdict(set)
    for kind, words in _words_by_kind():
        for word in words:
            kinds[word].add(kind)
    return {word: frozenset(of_word) for word, of_word in kinds.items()}


@cache
def months() -> Mapping[str, int]:
    """Returns the number of a month by its name in any language, squeezed; short names included."""
    return {
        squeeze(name): number
        for language in languages().values()
        for number, names in enumerate(language.get("months", ()), 1)
        for name in names.split()
    }


@cache
def weekdays() -> Mapping[str, int]:
    """Returns the number of a weekday by its name in any language, squeezed; Monday is 0."""
    return {
        squeeze(name): number
        for language in languages().values()
        for number, names in enumerate(language["weekdays"])
        for name in [names, *names.split()]
    }


def _words_by_kind() -> Iterator[tuple[PartKind, Iterable[str]]]:
    programs, clock = platforms()["programs"], platforms()["clock"]
    yield PartKind.RECORDING, words_of_languages("recordings")
    yield PartKind.EXERCISE, words_of_languages("exercises")
    yield PartKind.VERB, words_of_languages("verbs")
    yield PartKind.LINK, words_of_languages("links")
    yield PartKind.LINK, split_list(clock["links"])
    yield PartKind.LINK, split_list(clock["meridiems"])
    yield PartKind.WEEKDAY, weekdays()
    yield PartKind.PROGRAM, split_list(programs["names"])
    yield PartKind.BRAND, split_list(programs["brands"])
    yield PartKind.COMMON_WORD, split_list(programs["common"])
    yield PartKind.FILE_WORD, split_list(platforms()["files"]["words"])
    yield from _device_words()


def _device_words() -> Iterator[tuple[PartKind, Iterable[str]]]:
    devices = platforms()["devices"]
    yield PartKind.SIZE, split_list(devices["sizes"])
    for maker in devices["maker"]:
        yield PartKind.DEVICE, split_list(maker.get("alone", ""))
        yield PartKind.NUMBERED_DEVICE, split_list(maker.get("numbered", ""))
        for name in split_list(maker["names"]):
            yield PartKind.DEVICE, [name + model for model in split_list(maker["branded"])]


def words_of_languages(key: str) -> Iterator[str]:
    """Yields the words that any language lists under this key, squeezed."""
    for language in languages().values():
        yield from split_list(language.get(key, ""))
