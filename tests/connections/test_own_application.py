"""The operator of a self-hosted install enters its application at a platform in the browser."""

import logging

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account, InstallSecret
from accounts.scope import crossing, owner_scope
from accounts.secrets import new_key
from accounts.services.rotate import keys_in_use, rotate_keys
from providers.errors import ProviderUnavailable
from providers.models import Connection, Pull
from providers.registrations import SANDBOX_CLIENT, registration_for, registration_named
from providers.registry import PLATFORMS
from providers.sandbox.server import Sandbox
from providers.services.start_pull import start_pull
from tests.accounts.clients import reauthenticate
from tests.accounts.dump import database_dump
from tests.connections.clients import connect, consent_page_for, follow_callback, give_consent
from tests.providers.test_tokens import expire
from tests.run_jobs import run_jobs
from tests.site.operators import create_operator, sign_in_client

pytestmark = pytest.mark.postgres

STRAVA = PLATFORMS["strava"]
PAGE = "/connections/application/strava/"
DELETE = f"{PAGE}delete/"
CLIENT_ID, CLIENT_SECRET = SANDBOX_CLIENT
OWN = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def operator(db: None) -> Account:
    """Returns the account of the operator."""
    return create_operator()


@pytest.fixture
def client(operator: Account) -> Client:
    """Returns a client of the operator, who has just entered the password."""
    client = sign_in_client(operator)
    reauthenticate(client)
    return client


@pytest.fixture
def strava(sandbox: Sandbox, settings: Settings) -> Sandbox:
    """Lets the sandbox stand at the addresses of the real platform, and runs no other sandbox."""
    settings.SANDBOX = False
    urls = dict.fromkeys(("oauth_url", "site_url"), sandbox.url + STRAVA.sandbox_site_path)
    settings.PLATFORM_SETTINGS = {"strava": {**urls, "api_url": sandbox.url + STRAVA.sandbox_api_path}}
    return sandbox


def save(client: Client, **changes: str) -> str:
    """Sends the form; returns the page that it ends on."""
    return client.post(PAGE, OWN | changes, follow=True).content.decode()


def test_the_operator_enters_an_application_and_connects_with_it(
    strava: Sandbox, client: Client, operator: Account
) -> None:
    assert registration_for(STRAVA) is None
    assert "Connect with Strava" in save(client)
    assert "The import of your activities has started." in connect(client)
    with owner_scope(operator):
        run_jobs()
        connection = Connection.objects.get()
        assert (connection.registration_name, connection.state) == ("strava", "connected")
        assert connection.pulled_at


def test_the_connections_page_leads_to_the_form(strava: Sandbox, client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/connections/").content.decode()
    assert f'href="{PAGE}"' in client.get("/connections/new/strava/").content.decode()


def test_no_one_but_the_operator_of_a_self_hosted_install_may(
    strava: Sandbox, client: Client, alice_client: Client, settings: Settings
) -> None:
    reauthenticate(alice_client)
    assert alice_client.get(PAGE).status_code == 404
    assert alice_client.post(PAGE, OWN).status_code == 404
    assert alice_client.post(DELETE).status_code == 404
    assert PAGE not in alice_client.get("/connections/").content.decode()
    settings.HOSTED = True
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, OWN).status_code == 404
    assert PAGE not in client.get("/connections/").content.decode()
    assert not InstallSecret.objects.exists()


def test_the_operator_confirms_with_the_password(strava: Sandbox, operator: Account) -> None:
    response = sign_in_client(operator).post(PAGE, OWN)
    assert response.headers["Location"].startswith("/account/reauthenticate/")
    assert not InstallSecret.objects.exists()


def test_a_hosted_install_never_uses_a_stored_application(strava: Sandbox, client: Client, settings: Settings) -> None:
    save(client)
    settings.HOSTED = True
    assert registration_for(STRAVA) is None


def test_an_unknown_platform_and_one_without_an_address_are_not_found(
    client: Client, strava: Sandbox, settings: Settings
) -> None:
    assert client.get("/connections/application/nowhere/").status_code == 404
    settings.PLATFORM_SETTINGS = {}
    assert client.post(PAGE, OWN).status_code == 404


def test_the_settings_come_before_the_stored_application_and_that_before_the_sandbox(
    strava: Sandbox, client: Client, settings: Settings
) -> None:
    settings.SANDBOX = True
    save(client, client_id="77")
    registration = registration_for(STRAVA)
    assert registration
    assert (registration.client_id, registration.is_sandbox) == ("77", False)
    settings.REGISTRATIONS = {"strava": {**OWN, "client_id": "12", **settings.PLATFORM_SETTINGS["strava"]}}
    assert registration_named(STRAVA, "strava").client_id == "12"
    page = client.get(PAGE).content.decode()
    assert "STRAVA_CLIENT_ID" in page
    assert "The one that is saved here isn’t used." in page
    assert 'name="client_secret"' not in page
    client.post(DELETE)
    assert not InstallSecret.objects.exists()


def test_the_secret_is_stored_encrypted_and_shows_nowhere(
    strava: Sandbox, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = save(client, client_id="id-sentinel", client_secret="secret-sentinel")
    page += client.get(PAGE).content.decode() + client.get("/connections/").content.decode()
    page += client.get("/operator/").content.decode() + consent_page_for(client)
    assert "secret-sentinel" not in page + caplog.text + repr(registration_for(STRAVA))
    dump = database_dump()
    assert "secret-sentinel" not in dump
    assert "id-sentinel" not in dump
    assert not mail.outbox


def test_a_refused_form_does_not_show_the_secret_again(strava: Sandbox, client: Client) -> None:
    page = save(client, client_id="two words", client_secret="secret-sentinel")
    assert "A client ID has no spaces." in page
    assert "secret-sentinel" not in page
    assert not InstallSecret.objects.exists()


@pytest.mark.parametrize("value", ["", " ", "a b", "é", "a\x00b", "a\nb", "x" * 501])
def test_what_cannot_be_a_client_is_refused(strava: Sandbox, client: Client, value: str) -> None:
    for name in OWN:
        assert client.post(PAGE, OWN | {name: value}).status_code == 200
    assert not InstallSecret.objects.exists()


@pytest.mark.parametrize("wrong", [{"client_id": "77"}, {"client_secret": "wrong"}])
def test_a_wrong_pair_is_told_at_the_first_exchange(strava: Sandbox, client: Client, wrong: dict[str, str]) -> None:
    save(client)
    url = consent_page_for(client)
    save(client, **wrong)
    page = follow_callback(client, give_consent(url))
    assert "Strava doesn’t accept the client ID or client secret of this install. Nothing was connected." in page
    with crossing():
        assert not Connection.across_accounts.exists()


def test_a_secret_that_is_refused_later_is_the_installs_fault_and_a_right_one_mends_it(
    strava: Sandbox, client: Client, operator: Account
) -> None:
    save(client)
    connect(client)
    with owner_scope(operator):
        run_jobs()
        expire(Connection.objects.get())
        save(client, client_secret="wrong")
        start_pull(Connection.objects.get(), Pull.Kind.DAILY)
        run_jobs()
        assert Connection.objects.get().is_unavailable
        page = client.get("/connections/").content.decode()
        assert "Strava doesn’t accept the client ID or client secret of this install. The operator has to fix" in page
        save(client)
        start_pull(Connection.objects.get(), Pull.Kind.DAILY)  # It does not wait any more.
        run_jobs()
        assert (Connection.objects.get().state, Connection.objects.get().last_error) == ("connected", "")


def test_an_application_that_connections_use_stays_and_its_secret_can_change(strava: Sandbox, client: Client) -> None:
    save(client)
    connect(client)
    assert "so it can’t be deleted" in client.get(PAGE).content.decode()
    assert "their access belongs to it" in client.post(DELETE, follow=True).content.decode()
    assert "their access belongs to it" in save(client, client_id="77")
    assert registration_named(STRAVA, "strava").client_id == CLIENT_ID
    assert "Connect with Strava" in save(client, client_secret="another")
    assert registration_named(STRAVA, "strava").client_secret == "another"


def test_another_accounts_connection_counts_too(strava: Sandbox, client: Client, alice_client: Client) -> None:
    save(client)
    connect(alice_client)
    assert "their access belongs to it" in client.post(DELETE, follow=True).content.decode()
    assert InstallSecret.objects.exists()


def test_an_unused_application_is_deleted(strava: Sandbox, client: Client) -> None:
    save(client)
    assert "Strava application deleted." in client.post(DELETE, follow=True).content.decode()
    assert registration_for(STRAVA) is None
    with pytest.raises(ProviderUnavailable):
        registration_named(STRAVA, "strava")
    assert client.post(DELETE).status_code == 303


def test_the_address_in_use_is_compared_with_the_public_one(
    strava: Sandbox, client: Client, settings: Settings
) -> None:
    settings.BASE_URL = settings.BASE_ORIGIN = "https://rides.example"
    page = client.get(PAGE).content.decode()
    assert "<code>rides.example</code>" in page
    assert "<code>https://rides.example/connections/callback/</code>" in page
    assert "You use tracekit at <code>http://testserver</code>" in page
    settings.BASE_URL = settings.BASE_ORIGIN = "http://testserver"
    page = client.get(PAGE).content.decode()
    assert "You use tracekit at" not in page
    assert "That is the address you use now." in page


def test_key_rotation_encrypts_the_stored_application_again(
    strava: Sandbox, client: Client, settings: Settings
) -> None:
    save(client)
    before = keys_in_use()
    settings.CREDENTIAL_KEYS = f"{new_key().replace('k1:', 'k2:')},{settings.CREDENTIAL_KEYS}"
    assert sum(rotate_keys().values()) == rotate_keys()["k2"] == sum(before.values())
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS.partition(",")[0]
    assert registration_named(STRAVA, "strava").client_secret == CLIENT_SECRET


def test_a_missing_key_is_told_and_the_sandbox_does_not_take_the_place(
    strava: Sandbox, client: Client, settings: Settings, operator: Account
) -> None:
    save(client)
    settings.SANDBOX = True
    settings.CREDENTIAL_KEYS = new_key().replace("k1:", "k9:")
    assert registration_for(STRAVA) is None
    other = sign_in_client(operator)
    reauthenticate(other)
    assert "can’t be decrypted" in other.get(PAGE).content.decode()
    assert other.get("/connections/").status_code == other.get("/connections/new/strava/").status_code == 200
    save(other)
    assert registration_named(STRAVA, "strava").client_id == CLIENT_ID


def test_the_stored_value_is_bound_to_its_platform(strava: Sandbox, client: Client, settings: Settings) -> None:
    save(client)
    InstallSecret.objects.update(name="providers.registration.ridewithgps")
    settings.PLATFORM_SETTINGS = {"ridewithgps": settings.PLATFORM_SETTINGS["strava"]}
    assert registration_for(PLATFORMS["ridewithgps"]) is None


def test_the_operator_enters_an_application_at_any_platform(sandbox: Sandbox, client: Client) -> None:
    for name, platform in PLATFORMS.items():
        page = client.post(f"/connections/application/{name}/", OWN, follow=True).content.decode()
        assert f"{platform.label} application saved." in page
        assert registration_named(platform, name).client_secret == CLIENT_SECRET
