"""How tests say that a file is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from activities.files.read import read
from activities.files.result import Refused


def refusal(data: bytes, reading: Callable[[bytes], Any] = read) -> Refused:
    """The refusal that reading these bytes ends in."""
    with pytest.raises(Refused) as refused:
        reading(data)
    return refused.value
