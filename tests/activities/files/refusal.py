"""How tests say that a file is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused


def refusal(data: bytes, reading: Callable[[bytes], Any] = parse_file) -> FileRefused:
    """The refusal that reading these bytes ends in."""
    with pytest.raises(FileRefused) as refused:
        reading(data)
    return refused.value
