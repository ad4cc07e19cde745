"""Normalizes a name for comparison: one Unicode form, one kind of apostrophe and blank, no accents, no case."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

MAX_NAME_LENGTH = 160
"""No program makes a longer name, so that no work is done on one."""

SEPARATORS = " -'_().・"
"""These signs make no difference inside a phrase: `E-Bike Ride` is `e bike ride`."""

_REPLACED = {ord(sign): "'" for sign in "’‘ʼ´`′＇ʹ"} | {ord(sign): "-" for sign in "‐‑−"}
_INVISIBLE = dict.fromkeys([0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_VARIANTS = dict.fromkeys([0xFE0E, 0xFE0F, *range(0x2066, 0x206A)])
_RESERVED = dict.fromkeys(range(0xE000, 0xE010), "?")
_PLAIN = _REPLACED | _INVISIBLE | _VARIANTS | _RESERVED
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SQUEEZED = dict.fromkeys(map(ord, SEPARATORS))


@dataclass(frozen=True, slots=True)
class NormalizedName:
    """A normalized name is a name in three forms.

    `text` has the case and accents of the name, `key` neither of both, and `squeezed` no separators either; it is empty
    where a separator stands at an end, because nothing that a program makes starts or ends with one.
    """

    text: str
    key: str
    squeezed: str


def normalize_name(name: str, appended: str = "") -> NormalizedName:
    """Returns the forms of a name without the signs of `appended` that follow its last blank."""
    text = _strip_appended(_plain(name), appended)
    key = fold(text)
    is_phrase = bool(key) and key[0] not in SEPARATORS and (key[-1] == ")" or key[-1] not in SEPARATORS)
    return NormalizedName(text, key, key.translate(_SQUEEZED) if is_phrase else "")


def squeeze(text: str) -> str:
    """Returns text without case, accents and separators."""
    return fold(_plain(text)).translate(_SQUEEZED)


def fold(text: str) -> str:
    """Returns text without case and without the accents of Latin, Greek and Cyrillic letters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_REPLACED)).translate(_PLAIN)
    return " ".join(text.split())


def _strip_appended(text: str, appended: str) -> str:
    """Returns text without a last word that consists of these signs; text that is nothing else stays."""
    if not text or text[-1] not in appended:
        return text
    stripped = text.rstrip(f"{appended} ")
    return stripped if text[len(stripped)] == " " else text


@cache
def split_list(text: str) -> tuple[str, ...]:
    """Returns the words and phrases of a list of the tables, squeezed as names are.

    Only tables are kept in memory: a name is its athlete's, and goes when the athlete does.
    """
    return tuple(filter(None, (squeeze(" ".join(phrase.split())) for phrase in text.split(","))))
