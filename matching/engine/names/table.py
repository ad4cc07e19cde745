"""Reads the tables of words: `languages.toml` and `platforms.toml`, which `docs/names.md` explains."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def languages() -> Mapping[str, Mapping[str, Any]]:
    """Returns the words of each language by its code; the file is read once."""
    return _read("languages.toml")


@cache
def platforms() -> Mapping[str, Mapping[str, Any]]:
    """Returns the words of programs, devices and people by section; the file is read once."""
    return _read("platforms.toml")


def _read(file_name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / file_name).read_text(encoding="utf-8"))
