"""Forms of strangers do the same work for an address with an account as for one without, so their time tells nothing.

`bench/address_oracle.py` measures the time itself; here the statements are compared, which are the same everywhere.
"""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.factories import AccountFactory

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("mail", "open_to_all")]

VALUE = re.compile(r"(?:= )?(?:X?'[^']*'(?:::\w+)?|\b\d+\b|\bfalse\b|\btrue\b)|(?:IS )?\bNULL\b")
PASSWORD = "three or four words"
FORMS: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
    "reset": ("/account/password/", lambda email: {"email": email}),
    "sign-up": ("/account/signup/", lambda email: {"email": email, "password1": PASSWORD, "time_zone": "UTC"}),
    "sign-in": ("/account/login/", lambda email: {"login": email, "password": "not the password"}),
}


def statements(form: str, email: str) -> list[str]:
    """Returns the statements of a request in a new browser, in no order, without values and limits of transactions."""
    path, fields = FORMS[form]
    with CaptureQueriesContext(connection) as queries:
        assert Client().post(path, fields(email)).status_code in (200, 302)
    texts = [VALUE.sub("?", query["sql"]) for query in queries]
    return sorted(text for text in texts if not text.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")))


@pytest.fixture
def known(db: None) -> Account:
    """Returns an account whose address is confirmed."""
    account = AccountFactory.create(email="known@example.org")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


@pytest.mark.parametrize("mode", ["open", "approval"])
@pytest.mark.parametrize("form", FORMS)
def test_known_and_unknown_addresses_take_the_same_statements(
    form: str, mode: str, known: Account, settings: Settings
) -> None:
    settings.SIGNUP = mode
    statements(form, "first@example.org")
    assert statements(form, known.email) == statements(form, "other@example.org")
