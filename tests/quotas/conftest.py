"""Makes the install a hosted one, whose quotas each test chooses."""

import pytest
from pytest_django.fixtures import Settings

from tests.quotas.limits import set_quota


@pytest.fixture
def hosted(settings: Settings) -> Settings:
    """Returns the settings of a hosted install with room for everything."""
    settings.HOSTED = True
    set_quota(settings)
    return settings
