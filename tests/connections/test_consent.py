"""The way to a platform's consent and back."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from providers.models import Connection, OAuthState
from providers.sandbox.server import Sandbox
from tests.connections.clients import come_back, connect, consent, leave
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("sandbox")]


@pytest.fixture
def athlete(sandbox: Sandbox) -> str:
    return sandbox.database.athletes.create("small")


def connections(account: Account) -> int:
    with owner_scope(account):
        return Connection.objects.count()


def test_the_rules_come_first(alice_client: Client) -> None:
    page = alice_client.get("/connections/new/strava/").content.decode()
    for said in (
        "never leads",
        "7 days",
        "All of it goes when you disconnect",
        "activity:write",
        "This is the sandbox",
    ):
        assert said in page
    assert not OAuthState.across_accounts.exists()


def test_the_button_answers_with_a_page_that_leaves_and_never_with_a_redirect(
    alice_client: Client, sandbox: Sandbox
) -> None:
    answer = alice_client.post("/connections/new/strava/")
    there = answer.headers["Refresh"].removeprefix("0; url=")
    assert answer.status_code == 200
    assert there.startswith(f"{sandbox.url}/oauth/authorize?")
    assert f'href="{there.replace("&", "&amp;")}"' in answer.content.decode()


def test_consent_connects_and_the_first_pull_begins(alice_client: Client, alice: Account, athlete: str) -> None:
    page = connect(alice_client, code=athlete)
    assert "Strava is connected. The first pull has begun." in page
    assert "First pull" in page
    run_jobs()
    with owner_scope(alice):
        assert Activity.objects.count() == 12
        assert Connection.objects.get().registration_name == "sandbox"
        assert not OAuthState.objects.exists()


def test_the_address_of_the_way_back_does_not_stay(alice_client: Client, athlete: str) -> None:
    back = consent(leave(alice_client), code=athlete)
    answer = alice_client.get(back.partition("testserver")[2])
    assert answer.status_code == 303
    assert "code=" not in answer.headers["Location"]


def test_nothing_of_the_way_back_stands_in_a_log(
    alice_client: Client, athlete: str, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for fault in ("", "500"):
        there = leave(alice_client)
        assert there not in caplog.text
        back = consent(there, code=athlete)
        caplog.clear()  # what the athlete's own browser asks the platform
        if fault:
            sandbox.database.faults.add(athlete, fault, ("token",))
        come_back(alice_client, back)
        come_back(alice_client, back)
        for name, value in parse_qsl(urlsplit(back).query):
            assert name == "scope" or value not in caplog.text


def test_the_way_back_is_gone_once_and_by_a_get(alice_client: Client, alice: Account, athlete: str) -> None:
    back = consent(leave(alice_client), code=athlete).partition("testserver")[2]
    assert alice_client.head(back).status_code == 405
    assert "is connected" in come_back(alice_client, back)
    assert connections(alice) == 1


def test_a_no_is_a_sentence(alice_client: Client, alice: Account) -> None:
    assert "You said no at Strava. Nothing was connected." in connect(alice_client, decision="cancel")
    assert connections(alice) == 0


def test_without_reading_there_is_no_connection(alice_client: Client, alice: Account, athlete: str) -> None:
    page = connect(alice_client, code=athlete, refuse=("activity:read_all",))
    assert "You did not allow tracekit to read your activities" in page
    assert connections(alice) == 0


def test_without_writing_it_reads_only_and_says_so(alice_client: Client, alice: Account, athlete: str) -> None:
    page = connect(alice_client, code=athlete, refuse=("activity:write",))
    assert "not: renames an activity when you click" in page
    assert "Reads only" in alice_client.get("/connections/").content.decode()
    with owner_scope(alice):
        assert not Connection.objects.get().can_write("name")
    connect(alice_client, code=athlete)
    with owner_scope(alice):
        assert Connection.objects.get().can_write("name")


@pytest.mark.parametrize("wrong", ["another state", "twice", "somebody else", "too late", "none"])
def test_an_answer_to_no_question_of_ours_connects_nothing(
    alice_client: Client, mallory_client: Client, alice: Account, mallory: Account, athlete: str, wrong: str
) -> None:
    back = consent(leave(alice_client), code=athlete)
    expected = 0
    if wrong == "twice":
        come_back(alice_client, back)
        expected = 1
    if wrong == "another state":
        back = back.replace("state=", "state=x")
    if wrong == "none":
        back = "/connections/callback/"
    if wrong == "too late":
        with owner_scope(alice):
            OAuthState.objects.update(created_at="2026-01-01T00:00:00Z")
    page = come_back(mallory_client if wrong == "somebody else" else alice_client, back)
    assert "That answer did not come from the page you started" in page
    assert connections(alice) == expected
    assert connections(mallory) == 0


def test_a_code_that_the_platform_does_not_take_connects_nothing(
    alice_client: Client, alice: Account, athlete: str
) -> None:
    back = consent(leave(alice_client), code=athlete).replace("&code=", "&code=x")
    assert "Strava refused the question. Nothing was connected." in come_back(alice_client, back)
    assert connections(alice) == 0


@pytest.mark.parametrize(
    ("fault", "said"), [("500", "something is wrong on its side"), ("html", "nobody can read"), ("429", "as often as")]
)
def test_a_platform_in_trouble_connects_nothing_and_says_why(
    alice_client: Client, alice: Account, sandbox: Sandbox, athlete: str, fault: str, said: str
) -> None:
    back = consent(leave(alice_client), code=athlete)
    sandbox.database.faults.add(athlete, fault, ("token",))
    page = come_back(alice_client, back)
    assert said in page
    assert "Nothing was connected" in page
    assert connections(alice) == 0


def test_another_athlete_does_not_take_the_place_of_the_one_that_is_connected(
    alice_client: Client, alice: Account, athlete: str
) -> None:
    connect(alice_client, code=athlete)
    run_jobs()
    assert "another athlete than the one connected here" in connect(alice_client)
    with owner_scope(alice):
        assert Activity.objects.count() == 12


def test_the_same_athlete_in_two_accounts_is_two_connections_that_never_meet(
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
    one, other = ids.values()
    assert one[0] == other[0]
    assert one[1] != other[1]
    assert one[2] != other[2]
    mallory_client.post(f"/connections/{other[1]}/disconnect/")
    with owner_scope(alice):
        assert Activity.objects.count() == 12
        assert Connection.objects.get().state == "connected"


def test_where_nothing_is_registered_it_says_what_to_do(alice_client: Client, settings: Settings) -> None:
    settings.SANDBOX = False
    page = alice_client.get("/connections/new/strava/", headers={"host": "localhost:8000"}).content.decode()
    for said in ("https://www.strava.com/settings/api", "STRAVA_CLIENT_ID", "<code>localhost</code>"):
        assert said in page
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


def test_an_application_of_one_s_own_comes_before_the_sandbox(alice_client: Client, settings: Settings) -> None:
    host = "https://strava.example"
    own = {"client_id": "77", "client_secret": "hush", "api_url": host, "oauth_url": host, "site_url": host}
    settings.REGISTRATIONS = {"strava": own}
    assert "This is the sandbox" not in alice_client.get("/connections/new/strava/").content.decode()
    there = leave(alice_client)
    assert there.startswith("https://strava.example/oauth/authorize?client_id=77&")
    assert "hush" not in there


def test_a_platform_that_there_is_not(alice_client: Client) -> None:
    assert alice_client.get("/connections/new/nowhere/").status_code == 404
