"""Catches the refusal of a file, for tests."""

from collections.abc import Callable
from typing import Any

import pytest

from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused


def refusal_of(data: Any, parse: Callable[[Any], Any] = parse_file) -> FileRefused:
    """Returns the refusal that parsing these bytes raises."""
    with pytest.raises(FileRefused) as refused:
        parse(data)
    return refused.value
