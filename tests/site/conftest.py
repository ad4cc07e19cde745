"""The hosted mode, for tests in this process."""

from typing import Any

import pytest

from tests.site.hosted import shaping_settings


@pytest.fixture
def hosted(settings: Any) -> Any:
    """Every answer is shaped as in a hosted install behind one proxy; the settings, to change more of them."""
    for name, value in shaping_settings().items():
        setattr(settings, name, value)
    return settings
