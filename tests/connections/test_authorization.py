"""An athlete goes to a platform's consent page and comes back connected, or with the reason why not."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account, OutboxEntry
from accounts.scope import owner_scope
from accounts.services.outbox import deliver_outbox
from activities.models import Activity
from providers.credentials import Grant, Registration, Tokens
from providers.models import Connection, OAuthState
from providers.registry import PLATFORMS
from providers.sandbox.server import Sandbox
from providers.services.authorization import EXCHANGE_LIFETIME
from providers.services.connect import connect as connect_platform
from tests.connections.clients import connect, consent_page_for, follow_callback, give_consent
from tests.jobs.processes import silent_server
from tests.markup import get_page
from tests.ports import free_port
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("sandbox")]

WAITING = "/connections/authorization/strava/"


@pytest.fixture
def athlete(sandbox: Sandbox) -> str:
    return sandbox.database.athletes.create("small")


def count_connections(account: Account) -> int:
    with owner_scope(account):
        return Connection.objects.count()


def test_the_connect_page_shows_the_rules_first(alice_client: Client) -> None:
    page = alice_client.get("/connections/new/strava/").content.decode()
    for text in (
        "never suggested elsewhere",
        "7 days",
        "All Strava data is deleted when you disconnect",
        "activity:write",
        "This is the sandbox",
    ):
        assert text in page
    assert not OAuthState.across_accounts.exists()


def test_the_button_answers_with_a_page_that_refreshes_to_the_consent_page(
    alice_client: Client, sandbox: Sandbox
) -> None:
    response = alice_client.post("/connections/new/strava/")
    consent_url = response.headers["Refresh"].removeprefix("0; url=")
    assert response.status_code == 200
    assert consent_url.startswith(f"{sandbox.url}/oauth/authorize?")
    assert f'href="{consent_url.replace("&", "&amp;")}"' in response.content.decode()


def test_consent_connects_and_starts_the_first_pull(alice_client: Client, alice: Account, athlete: str) -> None:
    page = connect(alice_client, code=athlete)
    assert "Strava connected. The import of your activities has started." in page
    assert "Importing" in page
    run_jobs()
    with owner_scope(alice):
        assert Activity.objects.count() == 12
        assert Connection.objects.get().registration_name == "sandbox"
        assert OAuthState.objects.get().ended_at


def test_the_callback_asks_no_platform_and_the_page_after_it_waits(
    alice_client: Client, alice: Account, athlete: str, settings: Settings
) -> None:
    callback_url = give_consent(consent_page_for(alice_client), code=athlete)
    with silent_server(port := free_port()):
        settings.SANDBOX_API_URL = f"http://127.0.0.1:{port}"
        page = alice_client.get(callback_url.partition("testserver")[2], follow=True)
    assert "tracekit is now fetching its key from Strava" in page.content.decode()
    assert page.headers["Refresh"] == "5"
    assert alice_client.get(WAITING, headers={"HX-Request": "true"}).headers.get("HX-Redirect") is None
    with owner_scope(alice):
        OAuthState.objects.update(answered_at=timezone.now() - EXCHANGE_LIFETIME)
    late = alice_client.get(WAITING, follow=True).content.decode()
    assert "Strava took too long to answer. Nothing was connected." in late
    assert count_connections(alice) == 0


def test_the_waiting_page_leads_to_the_connection(alice_client: Client, alice: Account, athlete: str) -> None:
    connect(alice_client, code=athlete)
    with owner_scope(alice):
        address = f"/connections/{Connection.objects.get().pk}/"
    assert alice_client.get(WAITING, headers={"HX-Request": "true"}).headers["HX-Redirect"] == address
    assert alice_client.get(WAITING).headers["Location"] == address


def test_a_newer_answer_replaces_one_that_waits(alice_client: Client, alice: Account, athlete: str) -> None:
    for _ in range(2):
        callback_url = give_consent(consent_page_for(alice_client), code=athlete)
        alice_client.get(callback_url.partition("testserver")[2])
    assert OutboxEntry.objects.count() == 2
    deliver_outbox()
    assert count_connections(alice) == 1
    with owner_scope(alice):
        assert OAuthState.objects.count() == 1
        assert Connection.objects.get().tokens_version == 1


def test_the_page_of_a_sandbox_connection_shows_the_code_of_its_athlete_again(
    alice_client: Client, alice: Account, athlete: str, sandbox: Sandbox
) -> None:
    connect(alice_client, code=athlete)
    with owner_scope(alice):
        path = f"/connections/{Connection.objects.get().pk}/"
    page = get_page(alice_client, path)
    assert f"<code>{athlete}</code>" in page
    assert f'href="{sandbox.url}/athletes/{athlete}/"' in page
    with owner_scope(alice):
        Connection.objects.update(sandbox_code="")
    assert "with the code that its consent page showed" in get_page(alice_client, path)


@pytest.mark.parametrize("code", ["", "<b>not a code</b>", "x" * 17, "../../operator/x"])
def test_only_what_has_the_form_of_a_code_is_stored_as_one(
    alice_client: Client, alice: Account, athlete: str, code: str
) -> None:
    callback_url = give_consent(consent_page_for(alice_client), code=athlete)
    follow_callback(alice_client, callback_url.replace(f"sandbox_code={athlete}", urlencode({"sandbox_code": code})))
    with owner_scope(alice):
        assert Connection.objects.get().sandbox_code == ""


def test_a_real_platform_stores_no_code_of_a_sandbox(alice: Account, settings: Settings) -> None:
    url = "https://platform.example.org"
    registration = Registration("strava", "id", "secret", url, url, url)
    tokens = Tokens("access", "refresh", timezone.now())
    with owner_scope(alice):
        connection = connect_platform(PLATFORMS["strava"], registration, Grant(tokens, "1", frozenset()), "a" * 16)
        assert connection.sandbox_code == ""


def test_the_callback_redirects_so_that_no_code_stays_in_the_address(alice_client: Client, athlete: str) -> None:
    callback_url = give_consent(consent_page_for(alice_client), code=athlete)
    response = alice_client.get(callback_url.partition("testserver")[2])
    assert response.status_code == 303
    assert "code=" not in response.headers["Location"]


def test_no_log_holds_anything_of_the_callback(
    alice_client: Client, athlete: str, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for fault in ("", "500"):
        consent_url = consent_page_for(alice_client)
        assert consent_url not in caplog.text
        callback_url = give_consent(consent_url, code=athlete)
        caplog.clear()  # The athlete's own browser has called the platform.
        if fault:
            sandbox.database.faults.add(athlete, fault, ("token",))
        follow_callback(alice_client, callback_url)
        follow_callback(alice_client, callback_url)
        for name, value in parse_qsl(urlsplit(callback_url).query):
            assert name == "scope" or value not in caplog.text


def test_the_callback_takes_get_requests_alone(alice_client: Client, alice: Account, athlete: str) -> None:
    callback_url = give_consent(consent_page_for(alice_client), code=athlete).partition("testserver")[2]
    assert alice_client.head(callback_url).status_code == 405
    assert "Strava connected." in follow_callback(alice_client, callback_url)
    assert count_connections(alice) == 1


def test_a_refused_consent_is_explained(alice_client: Client, alice: Account) -> None:
    assert "You declined on Strava. Nothing was connected." in connect(alice_client, decision="cancel")
    assert count_connections(alice) == 0


def test_a_grant_without_reading_makes_no_connection(alice_client: Client, alice: Account, athlete: str) -> None:
    page = connect(alice_client, code=athlete, refuse=("activity:read_all",))
    assert "You did not allow tracekit to read your activities" in page
    assert count_connections(alice) == 0


def test_a_grant_without_writing_connects_for_reading(alice_client: Client, alice: Account, athlete: str) -> None:
    page = connect(alice_client, code=athlete, refuse=("activity:write",))
    assert "not: renames an activity when you click" in page
    assert "Reads only" in alice_client.get("/connections/").content.decode()
    with owner_scope(alice):
        assert not Connection.objects.get().can_write("name")
    connect(alice_client, code=athlete)
    with owner_scope(alice):
        assert Connection.objects.get().can_write("name")


@pytest.mark.parametrize("fault", ["another state", "used", "another account", "another browser", "expired", "missing"])
def test_a_state_that_is_not_valid_connects_nothing(
    alice_client: Client, mallory_client: Client, alice: Account, mallory: Account, athlete: str, fault: str
) -> None:
    callback_url = give_consent(consent_page_for(alice_client), code=athlete)
    expected = 0
    if fault == "used":
        follow_callback(alice_client, callback_url)
        expected = 1
    if fault == "another state":
        callback_url = callback_url.replace("state=", "state=x")
    if fault == "missing":
        callback_url = "/connections/callback/"
    if fault == "expired":
        with owner_scope(alice):
            OAuthState.objects.update(created_at="2026-01-01T00:00:00Z")
    other_browser = Client()
    other_browser.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    clients = {"another account": mallory_client, "another browser": other_browser}
    page = follow_callback(clients.get(fault, alice_client), callback_url)
    assert "The approval didn’t come from the page you started" in page
    assert count_connections(alice) == expected
    assert count_connections(mallory) == 0


def test_a_code_that_the_platform_refuses_connects_nothing(alice_client: Client, alice: Account, athlete: str) -> None:
    callback_url = give_consent(consent_page_for(alice_client), code=athlete).replace("&code=", "&code=x")
    assert "Strava refused the request. Nothing was connected." in follow_callback(alice_client, callback_url)
    assert count_connections(alice) == 0


@pytest.mark.parametrize(
    ("fault", "message"),
    [("500", "reported a problem on its side"), ("html", "sent an answer that can’t be read"), ("429", "rate limit")],
)
def test_a_platform_that_fails_connects_nothing_and_the_page_says_why(
    alice_client: Client, alice: Account, sandbox: Sandbox, athlete: str, fault: str, message: str
) -> None:
    callback_url = give_consent(consent_page_for(alice_client), code=athlete)
    sandbox.database.faults.add(athlete, fault, ("token",))
    page = follow_callback(alice_client, callback_url)
    assert message in page
    assert "Nothing was connected" in page
    assert count_connections(alice) == 0


def test_another_athlete_does_not_replace_the_connected_one(alice_client: Client, alice: Account, athlete: str) -> None:
    connect(alice_client, code=athlete)
    run_jobs()
    assert "a different athlete from the one connected here" in connect(alice_client)
    with owner_scope(alice):
        assert Activity.objects.count() == 12


def test_one_athlete_in_two_accounts_has_two_separate_connections(
    alice_client: Client, mallory_client: Client, alice: Account, mallory: Account, athlete: str
) -> None:
    for client in (alice_client, mallory_client):
        connect(client, code=athlete)
    run_jobs()
    ids = {}
    for account in (alice, mallory):
        with owner_scope(account):
            connection = Connection.objects.get()
            ids[account.email] = (connection.athlete_id, connection.pk, bytes(connection.encrypted_tokens))
            assert Activity.objects.count() == 12
    alices, mallorys = ids.values()
    assert alices[0] == mallorys[0]
    assert alices[1] != mallorys[1]
    assert alices[2] != mallorys[2]
    mallory_client.post(f"/connections/{mallorys[1]}/disconnect/")
    with owner_scope(alice):
        assert Activity.objects.count() == 12
        assert Connection.objects.get().state == "connected"


def test_the_connect_page_says_how_to_register_an_application(alice_client: Client, settings: Settings) -> None:
    settings.SANDBOX = False
    page = alice_client.get("/connections/new/strava/", headers={"host": "localhost:8000"}).content.decode()
    for text in ("https://www.strava.com/settings/api", "STRAVA_CLIENT_ID", "<code>localhost</code>"):
        assert text in page
    assert "Connect with Strava" not in page
    assert "Refresh" not in alice_client.post("/connections/new/strava/").headers
    settings.HOSTED = settings.SANDBOX = True
    page = alice_client.get("/connections/new/strava/").content.decode()
    assert "This is the sandbox" in page
    assert "stands below" not in page
    settings.SANDBOX = False
    assert "Strava is not offered here yet." in alice_client.get("/connections/").content.decode()
    page = alice_client.get("/connections/new/strava/").content.decode()
    assert "Strava is not offered here yet." in page
    assert "STRAVA_CLIENT_ID" not in page


def test_the_installs_own_registration_comes_before_the_sandbox(alice_client: Client, settings: Settings) -> None:
    host = "https://strava.example"
    own = {"client_id": "77", "client_secret": "hush", "api_url": host, "oauth_url": host, "site_url": host}
    settings.REGISTRATIONS = {"strava": own}
    assert "This is the sandbox" not in alice_client.get("/connections/new/strava/").content.decode()
    consent_url = consent_page_for(alice_client)
    assert consent_url.startswith("https://strava.example/oauth/authorize?client_id=77&")
    assert "hush" not in consent_url


def test_an_unknown_platform_is_not_found(alice_client: Client) -> None:
    assert alice_client.get("/connections/new/nowhere/").status_code == 404
