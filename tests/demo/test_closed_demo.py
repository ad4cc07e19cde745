"""A demo is no way around a closed sign-up: it has a setting, takes no files, and is small and one of few."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts import stranger_limits
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from providers.sandbox.server import Sandbox
from tests.markup import get_page
from tests.providers.conftest import sandbox  # noqa: F401 - a fixture
from tests.run_jobs import run_jobs
from tests.site.test_base_url import read_settings
from tracekit_site.demo import start

pytestmark = pytest.mark.postgres

START = "/demo/start/"
KNOWN = '{"upload": "%s", "files": [{"name": "a.fit", "sha256": "%s"}]}'
NO_FILES = "A demo takes no files of your own"


@pytest.fixture
def visitor(client: Client, sandbox: Sandbox, db: None) -> Client:  # noqa: F811
    assert client.post(START).status_code == 303
    return client


def start_demo_at(hours_ago: float) -> tuple[Client, Account]:
    """Starts a demo some hours ago, in a browser that has not been seen since."""
    client = Client()
    with patch("django.utils.timezone.now", return_value=timezone.now() - timedelta(hours=hours_ago)):
        assert client.post(START).status_code == 303
    return client, Account.objects.get(pk=client.session["_auth_user_id"])


# The setting.


@pytest.mark.parametrize(
    ("variables", "is_open"),
    [
        ({}, True),
        ({"HOST": "127.0.0.1", "BASE_URL": "http://127.0.0.1:8000"}, True),
        ({"HOST": "0.0.0.0"}, False),
        ({"HOST": "192.168.1.2"}, False),
        ({"BASE_URL": "https://nas.local"}, False),
        ({"TRUSTED_PROXY_COUNT": "1"}, False),
        ({"HOST": "0.0.0.0", "DEMO": "true"}, True),
        ({"DEMO": "false"}, False),
    ],
)
def test_demos_are_open_where_tracekit_listens_on_localhost_alone(variables: dict[str, str], is_open: bool) -> None:
    assert read_settings(**variables)["DEMO"] is is_open


def test_where_demos_are_closed_none_is_offered_or_started(
    client: Client,
    sandbox: Sandbox,  # noqa: F811
    db: None,
    settings: Settings,
) -> None:
    pages = ("/", "/demo/end/")
    assert all(START in get_page(client, page) for page in pages)
    settings.DEMO = False
    for page in pages:
        assert START not in get_page(client, page)
    assert client.post(START).status_code == 404
    assert not Account.objects.exists()


# Files.


def send_file(client: Client, **headers: str) -> tuple[int, str]:
    response = client.post("/files/", {"files": SimpleUploadedFile("a.gpx", b"<gpx>")}, headers=headers)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("signup", ["open", "closed"])
def test_a_demo_takes_no_files(visitor: Client, settings: Settings, signup: str) -> None:
    settings.SIGNUP = signup
    account = Account.objects.get()
    with owner_scope(account):
        upload = Upload.objects.create()
    for headers in ({}, {"accept": "application/json"}):
        status, text = send_file(visitor, **headers)
        assert (status, NO_FILES in text) == (403, True)
        assert ("Keep the demo" in text) == (signup == "open")
    assert visitor.post("/files/uploads/").status_code == 403
    response = visitor.post("/files/known/", KNOWN % (upload.pk, "a" * 64), content_type="application/json")
    assert (response.status_code, NO_FILES in response.json()["problem"]) == (403, True)
    with owner_scope(account):
        assert Upload.objects.count() == 1
        assert not SourceFile.objects.exists()


def test_the_files_page_of_a_demo_offers_no_upload(visitor: Client, alice_client: Client) -> None:
    assert NO_FILES in get_page(visitor, "/files/")
    assert 'type="file"' not in get_page(visitor, "/files/")
    assert 'type="file"' in get_page(alice_client, "/files/")


def test_a_demo_is_built_with_files_and_a_kept_account_takes_its_own(visitor: Client, settings: Settings) -> None:
    settings.SIGNUP = "open"
    run_jobs()
    account = Account.objects.get()
    with owner_scope(account):
        built = SourceFile.objects.count()
    assert built > 150
    visitor.post("/demo/keep/", {"email": "me@example.org", "password": "a long enough word"})
    assert send_file(visitor)[0] == 303
    with owner_scope(account):
        assert SourceFile.objects.count() == built + 1


def test_a_demo_connects_the_sandbox_and_never_the_operators_application(
    visitor: Client, alice_client: Client, settings: Settings
) -> None:
    settings.REGISTRATIONS = {
        "strava": {
            "client_id": "77",
            "client_secret": "s",
            "api_url": "https://strava.test",
            "oauth_url": "https://strava.test",
            "site_url": "https://strava.test",
        }
    }
    for client, host in ((visitor, settings.SANDBOX_URL), (alice_client, "https://strava.test")):
        assert client.post("/connections/new/strava/").headers["Refresh"].startswith(f"0; url={host}")


# Size and number.


def test_a_demo_sends_a_limited_number_of_forms(visitor: Client, alice_client: Client) -> None:
    with patch.dict(stranger_limits.RATES, {"demo": "3/m/key,600/d/key"}):
        statuses = {
            client: [client.post("/notifications/read/").status_code for _ in range(4)]
            for client in (visitor, alice_client)
        }
    assert statuses[visitor][-2:] == [statuses[visitor][0], 429]
    assert 429 not in statuses[alice_client]


def test_one_demo_too_many_ends_the_one_whose_visitor_was_away_longest(sandbox: Sandbox, db: None) -> None:  # noqa: F811
    active, idle, idle_longest = (start_demo_at(hours) for hours in (0, 3, 5))
    with patch.object(start, "MAX_DEMOS", 3):
        assert Client().post(START).status_code == 303
    run_jobs()
    left = set(Account.objects.values_list("pk", flat=True))
    assert {active[1].pk, idle[1].pk} < left
    assert idle_longest[1].pk not in left
    assert len(left) == 3


def test_a_visit_keeps_a_demo_from_being_ended(sandbox: Sandbox, db: None) -> None:  # noqa: F811
    (old_client, old), (_, idle) = start_demo_at(5), start_demo_at(3)
    old_client.get("/files/")
    with patch.object(start, "MAX_DEMOS", 2):
        assert Client().post(START).status_code == 303
    run_jobs()
    left = set(Account.objects.values_list("pk", flat=True))
    assert old.pk in left
    assert idle.pk not in left


def test_while_all_demos_are_in_use_none_is_ended_or_started(sandbox: Sandbox, db: None) -> None:  # noqa: F811
    start_demo_at(0)
    with patch.object(start, "MAX_DEMOS", 1):
        response = Client().post(START)
    assert response.status_code == 503
    assert "All demos are in use" in response.content.decode()
    run_jobs()
    assert Account.objects.count() == 1


def test_an_account_is_never_ended_to_make_room(sandbox: Sandbox, alice: Account) -> None:  # noqa: F811
    start_demo_at(0)
    with patch.object(start, "MAX_DEMOS", 1):
        Client().post(START)
    run_jobs()
    assert Account.objects.filter(pk=alice.pk).exists()
