"""Provides the hosted mode for tests that run in this process, and an operator."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.site.hosted_install import response_settings
from tests.site.operators import create_operator, sign_in_client


@pytest.fixture
def hosted(settings: Settings) -> Settings:
    """Returns settings under which every response is as in a hosted install behind one proxy."""
    for name, value in response_settings().items():
        setattr(settings, name, value)
    return settings


@pytest.fixture
def operator(db: None) -> Account:
    """Returns the account of an operator."""
    return create_operator()


@pytest.fixture
def operator_client(operator: Account) -> Client:
    """Returns a client that is signed in as the operator with a second factor, and gets responses to crashes."""
    return sign_in_client(operator, raise_request_exception=False)
