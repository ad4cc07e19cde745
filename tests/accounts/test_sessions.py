"""Where somebody is signed in: listed without an address, ended at once, and closed to whoever reads the database."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from accounts.browser import browser_label
from accounts.models import Account, Session
from accounts.sessions import SessionStore
from tests.accounts.clients import is_signed_in, page_text, sign_in
from tests.accounts.dump import database_rows

pytestmark = pytest.mark.postgres

SECURITY, END = "/settings/security/", "/settings/security/sessions/"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def here(alice: Account) -> Client:
    """The browser that looks."""
    client = Client(headers={"user-agent": LINUX}, REMOTE_ADDR="203.0.113.9")
    sign_in(client, "alice@example.org")
    return client


@pytest.fixture
def elsewhere(alice: Account) -> Client:
    """Another of her browsers."""
    client = Client(headers={"user-agent": IPHONE})
    sign_in(client, "alice@example.org")
    return client


def marks(client: Client) -> list[str]:
    return re.findall(r'name="session" value="(\w+)"', page_text(client.get(SECURITY)))


def test_each_is_listed_in_words_and_this_one_is_marked(here: Client, elsewhere: Client) -> None:
    page = " ".join(re.sub(r"<[^>]+>", " ", page_text(here.get(SECURITY))).split())
    assert "Firefox on Linux This one since today, seen now" in page
    assert "Safari on iPhone since today, seen today" in page


def test_no_page_holds_a_session_key(here: Client, elsewhere: Client) -> None:
    page = page_text(here.get(SECURITY))
    keys = list(Session.objects.values_list("session_key", flat=True))
    assert len(keys) == 2
    assert not [key for key in keys if key in page]
    assert here.cookies["sessionid"].value in keys


def test_one_is_ended_at_once(here: Client, elsewhere: Client, mallory_client: Client) -> None:
    third = Client()
    sign_in(third, "alice@example.org")
    (mark,) = set(marks(here)) & set(marks(third))
    assert here.post(END, {"session": mark})["Location"] == SECURITY
    assert not is_signed_in(elsewhere)
    assert is_signed_in(here)
    assert is_signed_in(third)
    assert is_signed_in(mallory_client)


def test_all_others_are_ended_at_once(here: Client, elsewhere: Client, mallory_client: Client) -> None:
    here.post(END)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(mallory_client)
    assert "End all others" not in page_text(here.get(SECURITY))


def test_nobody_ends_anothers_or_their_own_by_mark(here: Client, elsewhere: Client, mallory_client: Client) -> None:
    (mark,) = marks(here)
    mallory_client.post(END, {"session": mark})
    elsewhere.post(END, {"session": mark})
    here.post(END, {"session": elsewhere.cookies["sessionid"].value})
    assert is_signed_in(elsewhere)


def test_ending_takes_the_forms_token_and_a_signed_in_browser(client: Client, alice: Account) -> None:
    assert client.post(END)["Location"] == f"/account/login/?next={END}"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post(END).status_code == 403
    assert strict.get(END).status_code == 405


def test_a_session_is_seen_once_an_hour(here: Client, elsewhere: Client) -> None:
    before = list(Session.objects.order_by("pk").values())
    here.get(SECURITY)
    assert list(Session.objects.order_by("pk").values()) == before
    with patch("accounts.browser.timezone.now", return_value=timezone.now() + timedelta(hours=1)):
        here.get(SECURITY)
    changed = [row for row in Session.objects.order_by("pk").values() if row not in before]
    assert [row["session_key"] for row in changed] == [here.cookies["sessionid"].value]


def test_days_are_said_as_people_say_them(here: Client, elsewhere: Client) -> None:
    later = timezone.now() + timedelta(days=1)
    with patch("django.utils.timezone.now", return_value=later):
        assert "since yesterday, seen yesterday" in page_text(here.get(SECURITY))


def test_a_session_that_is_over_is_not_listed(here: Client, elsewhere: Client) -> None:
    Session.objects.filter(session_key=elsewhere.cookies["sessionid"].value).update(expire_date=timezone.now())
    assert marks(here) == []


# Sealed.


def test_nothing_in_a_session_stands_in_the_database_in_plain(here: Client) -> None:
    session = here.session
    session["code"] = "KDPB-DVZR"
    session.save()
    rows = database_rows()
    assert here.cookies["sessionid"].value in rows
    assert not [word for word in ("KDPB-DVZR", "Firefox", "203.0.113.9", "account_authentication") if word in rows]
    assert here.session["code"] == "KDPB-DVZR"


@pytest.mark.parametrize("data", ["", "plain", "AWs5LmFhYWFhYWFhYWFhYWFhYWE=", "eyJhIjoxfQ:1abc:signed"])
def test_a_session_that_does_not_open_is_signed_out(here: Client, data: str, caplog: pytest.LogCaptureFixture) -> None:
    Session.objects.update(session_data=data)
    assert not is_signed_in(here)
    assert "a session does not open and counts as signed out" in caplog.text
    sign_in(here, "alice@example.org")
    assert is_signed_in(here)


def test_what_was_sealed_opens_again(settings: object) -> None:
    told = {"a": [1, "ž", None, {"b": 1.5}], "c": "\ud800\x00"}
    assert SessionStore().decode(SessionStore().encode(told)) == told


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (LINUX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/130.0.0.0 Safari/537.36", "Chrome on Mac"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130 Mobile Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/130.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/26 Chrome/122 Safari/537", "Samsung Internet on Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/130.0 Safari/537.36 OPR/1", "Opera on ChromeOS"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
        ("<script>Firefox</script>", "Firefox"),
    ],
)
def test_of_a_user_agent_two_words_are_kept(agent: str, words: str) -> None:
    assert browser_label(agent) == words
