"""The doctor checks what platforms need of an install, the queue and every secret, and says what to do."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.models import Account, InstallSecret
from accounts.scope import owner_scope
from accounts.secrets import encrypt
from accounts.services.install_secrets import save_install_secret
from accounts.services.rotate import count_unreadable
from providers.models import Connection
from providers.registrations import SANDBOX_CLIENT
from providers.registry import PLATFORMS
from providers.sandbox.server import Sandbox
from providers.services.webhooks import callback_url
from tests.providers.conftest import sandbox
from tests.providers.factories import connected
from tracekit_site.services import platform_checks
from tracekit_site.services.doctor import _list_platform_checks
from tracekit_site.services.install import InstallFault, register_install
from tracekit_site.services.queue_check import MAX_WAIT, check_queue

__all__ = ["sandbox"]
pytestmark = pytest.mark.django_db
STRAVA = PLATFORMS["strava"]


@pytest.fixture
def strava(sandbox: Sandbox, settings: Settings) -> Sandbox:
    """Lets the sandbox stand at the addresses of the real platform, where this install is registered."""
    client = dict(zip(("client_id", "client_secret"), SANDBOX_CLIENT, strict=True))
    urls = dict.fromkeys(("oauth_url", "site_url"), sandbox.url + STRAVA.sandbox_site_path)
    settings.SANDBOX = False
    settings.REGISTRATIONS = {"strava": client | urls | {"api_url": sandbox.url + STRAVA.sandbox_api_path}}
    return sandbox


@pytest.fixture
def public_address(live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs a web process, and lets its address count as one of the Internet."""
    settings.BASE_URL = settings.BASE_ORIGIN = live_server.url
    monkeypatch.setattr(platform_checks, "is_private", lambda host: False)
    return str(live_server.url)


def test_without_an_own_registration_no_platform_is_asked(sandbox: Sandbox) -> None:
    assert _list_platform_checks() == {}


def test_the_callback_to_enter_is_said(strava: Sandbox, settings: Settings) -> None:
    settings.BASE_ORIGIN = "https://rides.example"
    line = platform_checks.check_callbacks()
    assert "rides.example as the callback domain" in line
    assert "https://rides.example/connections/callback/" in line
    assert STRAVA.registration_url in line
    settings.BASE_ORIGIN = "http://nas.local:8000"
    assert "nas.local" in platform_checks.check_callbacks()


def test_a_public_callback_without_https_is_a_fault(strava: Sandbox, settings: Settings) -> None:
    settings.BASE_ORIGIN = "http://rides.example"
    with pytest.raises(InstallFault, match="Set up HTTPS"):
        platform_checks.check_callbacks()


def test_a_private_address_is_no_fault_and_is_not_called(strava: Sandbox, settings: Settings) -> None:
    settings.BASE_ORIGIN = "http://nas.local"
    assert "daily sync" in platform_checks.check_webhooks()


@pytest.mark.django_db(transaction=True)
def test_the_own_address_answers_the_handshake_and_the_subscription_is_compared(
    strava: Sandbox, public_address: str, settings: Settings
) -> None:
    assert "not subscribed: run `python -m tracekit webhooks subscribe --provider strava`" in (
        platform_checks.check_webhooks()
    )
    call_command("webhooks", "subscribe", "--provider", "strava")
    assert "reaches this install, which is subscribed" in platform_checks.check_webhooks()
    settings.BASE_URL = settings.BASE_ORIGIN = public_address.replace("localhost", "127.0.0.1")
    with pytest.raises(InstallFault, match="sends events to another address"):
        platform_checks.check_webhooks()


def test_another_programs_answer_and_none_are_faults(
    strava: Sandbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform_checks, "is_private", lambda host: False)
    settings.BASE_ORIGIN = strava.url
    with pytest.raises(InstallFault, match="answers with status 404"):
        platform_checks.check_webhooks()
    settings.BASE_ORIGIN = "http://127.0.0.1:9"
    with pytest.raises(InstallFault, match="does not answer") as fault:
        platform_checks.check_webhooks()
    assert callback_url("strava") in str(fault.value)


def test_the_clock_of_a_platform_is_read_from_its_answer(strava: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    assert platform_checks.check_service_clocks() == "agrees with Strava"
    monkeypatch.setattr(platform_checks, "MAX_SERVICE_CLOCK_OFFSET_S", -1.0)
    with pytest.raises(InstallFault, match="Set it by NTP"):
        platform_checks.check_service_clocks()


def test_a_platform_that_does_not_answer_says_nothing_of_the_clock(strava: Sandbox, settings: Settings) -> None:
    settings.REGISTRATIONS["strava"]["site_url"] = "http://127.0.0.1:9"
    assert platform_checks.check_service_clocks() == "no service could be asked"


def test_grants_that_cannot_be_decrypted_are_counted(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            connected(sandbox)
    assert platform_checks.check_grants() == "the newest 2 can be decrypted"
    with owner_scope(mallory):
        Connection.objects.update(encrypted_tokens=encrypt(b"{}", "elsewhere"))
    with pytest.raises(InstallFault, match="1 of the newest 2"):
        platform_checks.check_grants()


def test_every_encrypted_value_is_decrypted(db: None) -> None:
    save_install_secret("a", b"secret")
    assert count_unreadable() == 0
    InstallSecret.objects.update(name="b")
    assert count_unreadable() == 1


def test_a_job_that_nobody_takes_is_a_fault_unless_its_account_is_suspended(alice: Account) -> None:
    with owner_scope(alice):
        job = Job.objects.create(kind="files.read", lane=Lane.CLICK)
    assert check_queue() == "1 due, 0 stopped"
    Job.across_accounts.filter(pk=job.pk).update(not_before=timezone.now() - MAX_WAIT - timedelta(minutes=2))
    with pytest.raises(InstallFault, match="A job has waited for 32 minutes, and 1 are due"):
        check_queue()
    Account.objects.update(is_active=False)
    assert check_queue() == "0 due, 0 stopped"


def test_the_command_ends_with_status_1_and_every_fault(
    strava: Sandbox, alice: Account, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_ORIGIN = "http://rides.example"
    monkeypatch.setattr(platform_checks, "check_webhooks", lambda: "not asked")
    register_install(adopt=True)  # another test may have left its mark in the file storage
    with pytest.raises(CommandError, match="Set up HTTPS"):
        call_command("doctor")
