"""Reads everything that an answer tells, finds in it what belongs to others, and removes what differs each time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from tests.isolation.sample_account import SampleAccount

UUID_TEXT = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b")
RANDOM_TEXT = re.compile(r"[\w-]{32,}|known-\w+=[^;]+|expires=[^;]+|'(?:Expires|Content-Length)': '[^']*'|nonce-[^']+")
"""Each answer has other tokens, cookies, times and nonces, and the length of the ids that it repeats differs."""
MIN_LENGTH_OF_ID = 4
"""Shorter ids, such as a month, are too common to be taken out of a text."""


@dataclass(frozen=True)
class Sentinels:
    """Holds what sentinels the rows of some accounts: words, years, and the ids of rows."""

    words: tuple[str, ...]
    year: re.Pattern[str]
    ids: frozenset[UUID]

    def first_in(self, text: str) -> str:
        """Returns the first sentinel in a text, or an empty text."""
        if word := next((word for word in self.words if word in text), ""):
            return word
        if year := self.year.search(text):
            return year[0]
        return next((id_ for id_ in UUID_TEXT.findall(text) if UUID(id_) in self.ids), "")


def sentinels_of(accounts: Iterable[SampleAccount], rows: str) -> Sentinels:
    """Returns the sentinels of accounts with these rows.

    Years count also as the first digits of a number, as in 1983004, with and without separators.
    """
    words = tuple(account.word for account in accounts)
    years = "|".join(f"{str(account.year)[0]},?{str(account.year)[1:]}" for account in accounts) or "never"
    year = re.compile(rf"(?<![0-9A-Za-z])(?:{years})(?:,?\d{{3}})?(?![0-9A-Za-z])")
    return Sentinels(words, year, frozenset(UUID(id_) for id_ in UUID_TEXT.findall(rows)))


def text_of(response: Any) -> str:
    """Returns status, headers, cookies and body of a response."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if getattr(response, "file_to_stream", None):
        response.file_to_stream.close()
    return f"{response.status_code} {response.headers} {response.cookies} {body.decode(errors='replace')}"


def without_ids(text: str, path: str, ids: Iterable[str]) -> str:
    """Returns the text without the path of its own request, and without the ids that the request has named."""
    for known in (path, quote(path), quote(path, safe="")):
        text = text.replace(known, "PATH")
    for id_ in ids:
        if len(id_) >= MIN_LENGTH_OF_ID:
            text = text.replace(id_, "ID")
    return text


def without_random_texts(text: str) -> str:
    """Returns the text without ids, tokens and nonces, which are different in each answer."""
    return RANDOM_TEXT.sub("RANDOM", UUID_TEXT.sub("ID", text))
