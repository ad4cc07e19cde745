"""Provides the hosted mode for tests that run in this process."""

import pytest
from pytest_django.fixtures import Settings

from tests.site.hosted_install import response_settings


@pytest.fixture
def hosted(settings: Settings) -> Settings:
    """Returns settings under which every response is as in a hosted install behind one proxy."""
    for name, value in response_settings().items():
        setattr(settings, name, value)
    return settings
