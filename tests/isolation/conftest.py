"""Provides an install on which every address answers, and the visitors of the crawler."""

import pytest
from pytest_django.fixtures import Settings

from tests.accounts.conftest import mail, open_to_all
from tests.isolation.stored_files import keep_files
from tests.isolation.visitors import Visitor, create_visitors

__all__ = ["mail", "open_to_all"]


@pytest.fixture
def install(mail: None, open_to_all: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets an install that sends mail, is open to everybody, and has a sandbox that nothing calls."""
    keep_files(monkeypatch)
    settings.SANDBOX = settings.DEMO = True
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 86_400  # the crawler may take longer than ten minutes on a busy machine
    settings.SANDBOX_URL = settings.SANDBOX_API_URL = "http://sandbox.invalid"


@pytest.fixture
def visitors(install: None) -> list[Visitor]:
    """Creates the visitors and their rows."""
    return create_visitors()
