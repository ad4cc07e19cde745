"""Reads the tables of words: `languages.toml` and `platforms.toml`, which `docs/names.md` explains."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from matching.engine.names.normalized_name import squeeze


@cache
def languages() -> Mapping[str, Mapping[str, Any]]:
    """Returns the words of each language by its code; the file is read once."""
    return _read("languages.toml")


@cache
def platforms() -> Mapping[str, Mapping[str, Any]]:
    """Returns the words of programs, devices and people by section; the file is read once."""
    return _read("platforms.toml")


def split_list(text: str) -> Iterator[str]:
    """Yields the words and phrases of a list, squeezed as names are."""
    return filter(None, (squeeze(" ".join(phrase.split())) for phrase in text.split(",")))


def words_of_languages(key: str) -> Iterator[str]:
    """Yields the words that any language lists under this key, squeezed."""
    for language in languages().values():
        yield from split_list(language.get(key, ""))


def _read(file_name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / file_name).read_text(encoding="utf-8"))
