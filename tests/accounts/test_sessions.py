"""Sessions are listed without an address, ended at once, and encrypted in the database."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from accounts.browser import browser_label
from accounts.models import Account, Session
from accounts.session_keys import digest_session_key
from accounts.sessions import SessionStore
from tests.accounts.clients import is_signed_in, page_text, sign_in
from tests.accounts.dump import database_rows

pytestmark = pytest.mark.postgres

SECURITY, END = "/settings/security/", "/settings/security/sessions/"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def browser(alice: Account) -> Client:
    """Returns the browser that lists the sessions."""
    client = Client(headers={"user-agent": LINUX}, REMOTE_ADDR="203.0.113.9")
    sign_in(client, "alice@example.org")
    return client


@pytest.fixture
def other_browser(alice: Account) -> Client:
    """Returns another browser of the same account."""
    client = Client(headers={"user-agent": IPHONE})
    sign_in(client, "alice@example.org")
    return client


def row_key(client: Client) -> str:
    """Returns the key of the row of the client's session."""
    return digest_session_key(client.cookies["sessionid"].value)


def opaque_ids(client: Client) -> list[str]:
    return re.findall(r'name="session" value="(\w+)"', page_text(client.get(SECURITY)))


def test_sessions_are_listed_by_browser_and_the_current_one_is_marked(browser: Client, other_browser: Client) -> None:
    page = " ".join(re.sub(r"<[^>]+>", " ", page_text(browser.get(SECURITY))).split())
    assert "Firefox on Linux This browser signed in today, active now" in page
    assert "Safari on iPhone signed in today, active today" in page


def test_no_page_holds_a_session_key(browser: Client, other_browser: Client) -> None:
    page = page_text(browser.get(SECURITY))
    keys = [client.cookies["sessionid"].value for client in (browser, other_browser)]
    digests = list(Session.objects.values_list("session_key", flat=True))
    assert sorted(map(digest_session_key, keys)) == sorted(digests)
    assert not [text for text in (*keys, *digests) if text in page]


def test_one_session_can_be_ended_at_once(browser: Client, other_browser: Client, mallory_client: Client) -> None:
    third = Client()
    sign_in(third, "alice@example.org")
    (opaque_id,) = set(opaque_ids(browser)) & set(opaque_ids(third))
    assert browser.post(END, {"session": opaque_id})["Location"] == SECURITY
    assert not is_signed_in(other_browser)
    assert is_signed_in(browser)
    assert is_signed_in(third)
    assert is_signed_in(mallory_client)


def test_all_other_sessions_can_be_ended_at_once(
    browser: Client, other_browser: Client, mallory_client: Client
) -> None:
    browser.post(END)
    assert is_signed_in(browser)
    assert not is_signed_in(other_browser)
    assert is_signed_in(mallory_client)
    assert "Sign out everywhere else" not in page_text(browser.get(SECURITY))


def test_an_opaque_id_ends_no_session_of_another_account_and_not_the_current_one(
    browser: Client, other_browser: Client, mallory_client: Client
) -> None:
    (opaque_id,) = opaque_ids(browser)
    mallory_client.post(END, {"session": opaque_id})
    other_browser.post(END, {"session": opaque_id})
    browser.post(END, {"session": other_browser.cookies["sessionid"].value})
    assert is_signed_in(other_browser)


def test_ending_sessions_needs_a_sign_in_and_the_csrf_token(client: Client, alice: Account) -> None:
    assert client.post(END)["Location"] == f"/account/login/?next={END}"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post(END).status_code == 403
    assert strict.get(END).status_code == 405


def test_a_visit_is_recorded_once_an_hour(browser: Client, other_browser: Client) -> None:
    before = list(Session.objects.order_by("pk").values())
    browser.get(SECURITY)
    assert list(Session.objects.order_by("pk").values()) == before
    with patch("accounts.browser.timezone.now", return_value=timezone.now() + timedelta(hours=1)):
        browser.get(SECURITY)
    changed = [row for row in Session.objects.order_by("pk").values() if row not in before]
    assert [row["session_key"] for row in changed] == [row_key(browser)]


def test_days_are_shown_as_today_and_yesterday(browser: Client, other_browser: Client) -> None:
    later = timezone.now() + timedelta(days=1)
    with patch("django.utils.timezone.now", return_value=later):
        assert "signed in yesterday, active yesterday" in page_text(browser.get(SECURITY))


def test_an_expired_session_is_not_listed(browser: Client, other_browser: Client) -> None:
    Session.objects.filter(session_key=row_key(other_browser)).update(expire_date=timezone.now())
    assert opaque_ids(browser) == []


# Sessions are encrypted.


def test_the_database_holds_no_session_in_plain(browser: Client) -> None:
    session = browser.session
    session["code"] = "KDPB-DVZR"
    session.save()
    rows = database_rows()
    assert row_key(browser) in rows
    assert browser.cookies["sessionid"].value not in rows
    assert not [word for word in ("KDPB-DVZR", "Firefox", "203.0.113.9", "account_authentication") if word in rows]
    assert browser.session["code"] == "KDPB-DVZR"


def test_a_copy_of_the_database_opens_no_session(browser: Client, other_browser: Client, mallory: Account) -> None:
    sign_in(Client(), mallory.email)
    values = {value.strip() for row in database_rows().splitlines() for value in re.split(r"[|:]| ", row)}
    assert {row_key(browser), row_key(other_browser)} <= values
    values |= {value[:32] for value in values}
    assert not [value for value in values if opens_session(value)]
    assert opens_session(browser.cookies["sessionid"].value)


def opens_session(cookie: str) -> bool:
    """Returns whether a browser with that cookie, and nothing else, is signed in."""
    client = Client()
    client.cookies["sessionid"] = cookie
    return is_signed_in(client)


def test_a_session_that_an_old_release_stored_in_plain_opens_nothing(browser: Client) -> None:
    key = "928eupw8mmf52exe5o9emhz4leot1sun"
    Session.objects.update(session_key=key)
    assert not opens_session(key)


def test_a_session_ends_30_days_after_its_sign_in_however_often_it_is_used(browser: Client) -> None:
    start = timezone.now()
    for day in (0, 10, 20, 29):
        with patch("django.utils.timezone.now", return_value=start + timedelta(days=day)):
            assert is_signed_in(browser), day
    max_age = int(browser.cookies["sessionid"]["max-age"])
    assert timedelta(hours=22) < timedelta(seconds=max_age) <= timedelta(days=1)
    with patch("django.utils.timezone.now", return_value=start + timedelta(days=30)):
        assert not is_signed_in(browser)


def test_a_session_ends_two_weeks_after_its_last_visit(browser: Client) -> None:
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=14)):
        assert not is_signed_in(browser)


@pytest.mark.parametrize("data", ["", "plain", "AWs5LmFhYWFhYWFhYWFhYWFhYWE=", "eyJhIjoxfQ:1abc:signed"])
def test_a_session_that_cannot_be_decrypted_is_signed_out(
    browser: Client, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    Session.objects.update(session_data=data)
    assert not is_signed_in(browser)
    assert "a session does not open and counts as signed out" in caplog.text
    sign_in(browser, "alice@example.org")
    assert is_signed_in(browser)


def test_an_encrypted_session_is_decrypted(settings: object) -> None:
    session = {"a": [1, "ž", None, {"b": 1.5}], "c": "\ud800\x00"}
    assert SessionStore().decode(SessionStore().encode(session)) == session


@pytest.mark.parametrize(
    ("agent", "label"),
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
def test_only_browser_and_system_of_a_user_agent_are_stored(agent: str, label: str) -> None:
    assert browser_label(agent) == label
