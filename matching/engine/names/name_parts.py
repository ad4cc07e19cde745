"""Reads a name as a row of parts that programs use; a name with any other word or sign has none."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from matching.engine.names.lexicon import SIGN_BY_KIND, NamePart, PartKind, PartKinds, lexicon
from matching.engine.names.sport_phrases import activity_types, daypart_phrases, sport_words

MAX_PARTS = 16
MAX_WORDS = 5
"""No phrase of the tables has more words."""

MAX_EAST_ASIAN = 16
"""A row of Chinese, Japanese or Korean letters is not read beyond this length."""

ID_DIGITS = 9
"""A number has the length of an id from here on."""

_EAST_ASIAN = "\u2e80-\u9fff\uac00-\ud7ff"
_VOWEL_SIGNS = "\u0900-\u0d7f\u0e00-\u0eff"
_TOKEN = re.compile(rf"[\ue000-\ue004]|#\s?\d{{1,6}}|(?:[^\W_{_EAST_ASIAN}]|[{_VOWEL_SIGNS}])+|[{_EAST_ASIAN}]+")
_ALLOWED_SIGNS = frozenset(" -_:;,.()[]#/|@•·–—'~+")
_TRAILING_NUMBER = re.compile(r"(?<!\d)\d{1,12}$")
_NOTATION = re.compile(r"\d+(?:x\d.*|k|km|mi|m|min|h|w|th|st|nd|rd)|\d{2,}s")
"""People write sessions so (`5x1000`, `10k`): these are no codes."""

_KINDS_BY_SIGN = {sign: frozenset({kind}) for kind, sign in SIGN_BY_KIND.items()}
_NUMBER, _COUNTER, _CODE = (frozenset({kind}) for kind in (PartKind.NUMBER, PartKind.COUNTER, PartKind.CODE))
_SPORT = frozenset({PartKind.SPORT})
_ACTIVITY_TYPE = _SPORT | {PartKind.ACTIVITY_TYPE}

PartsRead = tuple[Sequence[NamePart], int]
"""These are parts and the number of tokens that they take; none of either where a token is unknown."""


def read_parts(key: str) -> list[NamePart]:
    """Returns the parts of a folded name with signs for its times; none where a word is not a program's."""
    if not _ALLOWED_SIGNS.issuperset(_TOKEN.sub("", key)):
        return []
    tokens = _TOKEN.findall(key)
    parts: list[NamePart] = []
    position = 0
    while position < len(tokens) and len(parts) < MAX_PARTS:
        new_parts, count = _read_longest(tokens, position)
        if not count:
            return []
        parts += new_parts
        position += count
    return parts if position == len(tokens) else []


def _read_longest(tokens: Sequence[str], position: int) -> PartsRead:
    """Returns the parts of the longest known phrase at this position."""
    for count in range(min(MAX_WORDS, len(tokens) - position), 0, -1):
        parts = _read_phrase("".join(tokens[position : position + count]))
        if parts:
            return parts, count
    parts = _read_token(tokens[position])
    return parts, 1 if parts else 0


def _read_phrase(text: str) -> list[NamePart]:
    """Returns the part that a phrase is, or two for one with a number behind it: `track12`."""
    kinds = _phrases().get(text)
    if kinds:
        return [NamePart(kinds, text)]
    match = _TRAILING_NUMBER.search(text) if text[-1].isdecimal() else None
    if match is None:
        return []
    word = text[: match.start()]
    kinds = _phrases().get(word)
    return [NamePart(kinds, word), NamePart(_NUMBER, match[0])] if kinds else []


@cache
def _phrases() -> Mapping[str, PartKinds]:
    """Returns the kinds of every word and phrase, sports included, by its squeezed text."""
    phrases = dict.fromkeys([*daypart_phrases(), *sport_words()], _SPORT) | dict.fromkeys(
        activity_types(), _ACTIVITY_TYPE
    )
    return phrases | {word: kinds | phrases.get(word, frozenset()) for word, kinds in lexicon().items()}


def _read_token(token: str) -> list[NamePart]:
    if token in _KINDS_BY_SIGN:
        return [NamePart(_KINDS_BY_SIGN[token], token)]
    if token[0] == "#":
        return [NamePart(_COUNTER, token)]
    if token.isdecimal():
        return [NamePart(_NUMBER if len(token) < ID_DIGITS else _NUMBER | _COUNTER, token)]
    if not token.isascii():
        return _split_east_asian(token) if len(token) <= MAX_EAST_ASIAN else []
    is_code = any(map(str.isdecimal, token)) and not _NOTATION.fullmatch(token)
    return [NamePart(_CODE, token)] if is_code else []


def _split_east_asian(text: str) -> list[NamePart]:
    """Returns the parts of words without blanks between them, the longest first; none where any of it is unknown."""
    parts: list[NamePart] = []
    while text:
        length = next((length for length in range(len(text), 0, -1) if text[:length] in _phrases()), 0)
        if not length:
            return []
        parts.append(NamePart(_phrases()[text[:length]], text[:length]))
        text = text[length:]
    return parts
