"""Recognizes titles that one program makes: of a route, a class, a session by its distance, a trail or an import."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from matching.engine.names.normalized_name import NormalizedName, split_list, squeeze
from matching.engine.names.record_facts import RecordFacts
from matching.engine.names.sport_phrases import daypart_phrases, sport_words
from matching.engine.names.table import platforms

_SEPARATOR = re.compile(r" - |: | – | \| ")
_CLASS = re.compile(r"\d{1,3} min ([^!?.;:]{2,80})$")
_MEASURED = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\s?([^\W\d_]{1,10}) (.{3,40})")
_IMPORT = re.compile(r"([^\W\d_]{2,20}) (?:from|via) ([a-z0-9_. ]{2,30})")
_CAPITALIZED = re.compile(r"(?:[A-Z0-9&][\w'’.&+-]{0,24}|&|of|the|and|in|with|to|for)(?: |$)")


def is_title_of_product(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is a product, its separator and a title: `Zwift - Tempus Fugit in Watopia`."""
    match = _SEPARATOR.search(name.text)
    return match is not None and match[0] in _separators_by_product().get(name.text[: match.start()], ())


def is_class(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is a class of Peloton: `45 min Pop Ride with Alex`. Other devices need its very words."""
    match = _CLASS.match(name.text)
    if match is None:
        return False
    title, _, instructor = match[1].partition(" with ")
    if not _is_capitalized(title) or (instructor and not _is_capitalized(instructor)):
        return False
    words = squeeze(title.replace("&", " "))
    has_maker = facts.has_device_of(platforms()["classes"]["maker"])
    return words.endswith(_class_kinds()) if has_maker else _is_class_of_style(words)


def is_session_by_distance(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is a distance and a kind of session, as Runna writes it: `7.5km Easy Run`."""
    match = _MEASURED.fullmatch(name.text)
    if match is None or match[2].islower():
        return False
    distances = platforms()["distances"]
    return squeeze(match[1]) in split_list(distances["units"]) and squeeze(match[2]) in split_list(
        distances["sessions"]
    )


def is_import(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is a sport and where it was imported from: `run from keep`."""
    match = _IMPORT.fullmatch(name.key)
    if match is None or squeeze(match[1]) not in sport_words():
        return False
    return squeeze(match[2]) in split_list(platforms()["files"]["origins"])


def is_trail(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name in a file is a part of the day, a sport and a trail: `Morning hike at Bear Trail`."""
    trails = platforms()["trails"]
    start, link, place = name.text.partition(f" {trails['link']} ")
    phrase = daypart_phrases().get(squeeze(start)) if link else None
    if phrase is None or not facts.is_file or not _is_capitalized(place):
        return False
    is_near = facts.starts_in(phrase.daypart) and facts.has_sport(phrase.sport)
    return is_near and squeeze(place.rpartition(" ")[2]) in split_list(trails["endings"])


def _is_capitalized(text: str) -> bool:
    return bool(text) and all(_CAPITALIZED.fullmatch(word) for word in text.split(" "))


def _is_class_of_style(words: str) -> bool:
    """Returns whether squeezed words are a style of a class and kinds of classes only, the longest taken first."""
    style = next((style for style in _class_styles() if words.startswith(style)), "")
    rest = words[len(style) :] if style else words
    while style and rest:
        kind = next((kind for kind in _class_kinds() if rest.startswith(kind)), "")
        if not kind:
            return False
        rest = rest[len(kind) :]
    return bool(style) and words.endswith(_class_kinds())


@cache
def _separators_by_product() -> Mapping[str, tuple[str, ...]]:
    products = platforms()["titles"]["product"]
    return {prefix: tuple(product["separators"]) for product in products for prefix in product["prefixes"]}


@cache
def _class_kinds() -> tuple[str, ...]:
    return _longest_first(split_list(platforms()["classes"]["kinds"]))


@cache
def _class_styles() -> tuple[str, ...]:
    return _longest_first(split_list(platforms()["classes"]["styles"].replace("&", " ")))


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))
