"""The operator's desk: who may come to it, and what its first page says."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job, ScheduledRun, Worker
from accounts.models import Account
from tests.accounts.one_time_codes import activate_second_factor
from tests.factories import PASSWORD
from tests.markup import compact
from tests.site.operators import busy_install, job_of, operator_account, signed_in
from tracekit_site.admin_site.site import admin_site
from tracekit_site.admin_site.statistics import install_statistics

pytestmark = pytest.mark.postgres

ADDRESSES = ["/operator/", "/operator/accounts/account/", "/operator/jobs/job/", "/operator/jobs/job/1/change/"]
everywhere = pytest.mark.parametrize("address", ADDRESSES)


@pytest.fixture
def operator(db: None) -> Account:
    return operator_account()


def shown(operator: Account) -> str:
    return compact(signed_in(operator).get("/operator/").content.decode())


@everywhere
def test_a_stranger_signs_in_first(client: Client, db: None, address: str) -> None:
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={address}")


@everywhere
@pytest.mark.parametrize("second_factor", [True, False])
def test_an_athlete_finds_nothing_here(alice: Account, address: str, second_factor: bool) -> None:
    client = signed_in(alice, second_factor=second_factor)
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404
        assert "There is no page at this address, or it is not yours to see." in answer.content.decode()


@everywhere
def test_a_password_alone_does_not_open_it(operator: Account, address: str) -> None:
    client = signed_in(operator, second_factor=False)
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 403
        assert "The desk opens with a second factor only." in answer.content.decode()
        assert 'href="/settings/security/"' in answer.content.decode()


def test_an_operator_with_a_second_factor_comes_in(operator: Account) -> None:
    assert signed_in(operator).get("/operator/").status_code == 200


def test_the_sign_in_page_with_a_code_opens_it(client: Client, operator: Account) -> None:
    form = {"login": operator.email, "password": PASSWORD, "next": "/operator/"}
    client.post("/account/login/", form)
    assert client.get("/operator/").status_code == 403
    client.logout()
    (code, *_) = activate_second_factor(operator)
    client.post("/account/login/", form)
    assert client.get("/operator/").status_code == 302
    client.post("/account/2fa/", {"code": code})
    assert client.get("/operator/").status_code == 200


def test_a_second_factor_of_somebody_else_is_none(operator: Account, alice: Account) -> None:
    client = signed_in(operator)
    session = client.session
    session["account_authentication_methods_user"] = str(alice.pk)
    session.save()
    assert client.get("/operator/").status_code == 403


def test_an_operator_who_was_locked_is_out_at_once(operator: Account) -> None:
    client = signed_in(operator)
    Account.objects.update(is_active=False)
    assert client.get("/operator/").status_code == 302


def test_only_an_operator_is_shown_the_way(operator: Account, alice_client: Client) -> None:
    way = 'href="/operator/"'
    assert way in signed_in(operator, second_factor=False).get("/privacy/").content.decode()
    assert way not in alice_client.get("/privacy/").content.decode()


def test_on_the_desk_lie_accounts_jobs_and_workers_and_nothing_else() -> None:
    assert set(admin_site._registry) == {Account, Job, Worker}
    assert admin.site._registry == {}


@pytest.mark.parametrize("page", ["login", "logout", "password_change", "autocomplete", "jsi18n", "r/1/1", "auth"])
def test_djangos_own_ways_in_and_around_are_not_there(operator: Account, page: str) -> None:
    assert signed_in(operator).get(f"/operator/{page}/").status_code == 404


def test_the_first_page_counts(operator: Account, alice: Account) -> None:
    busy_install(alice)
    Account.objects.filter(pk=alice.pk).update(is_active=False)
    told = install_statistics()
    assert (told.accounts, told.locked, told.workers_alive, told.workers_receiving) == (2, 1, 1, 1)
    assert told.jobs == {"queued": 1, "running": 1, "stopped": 1}
    assert [kind.name for kind in told.job_kinds] == ["files.read"]
    assert told.waited_s == pytest.approx(42 * 60, abs=60)
    assert "42" in shown(operator)


def test_a_job_that_is_not_due_is_not_waiting(alice: Account) -> None:
    job_of(alice, "queued", not_before=timezone.now() + timedelta(hours=1))
    assert install_statistics().waited_s is None


def test_the_first_page_of_an_empty_install(operator: Account) -> None:
    page = shown(operator)
    assert "No worker is alive. Jobs are kept and wait." in page
    assert "There are no jobs." in page
    assert "never" in page
    assert "have stopped" not in page


def test_a_chore_that_is_overdue_is_said_in_a_word_and_a_shape(operator: Account, alice: Account) -> None:
    busy_install(alice)
    late = {task.name: task.is_overdue for task in install_statistics().periodic_tasks}
    assert late.pop("sweep") is True
    assert set(late.values()) == {False}
    assert '#i-warn"/></svg>overdue' in shown(operator)


def test_a_chore_counts_by_its_newest_slot(db: None) -> None:
    now = timezone.now()
    for minutes in (0, 5):
        ScheduledRun.objects.create(task="sweep", slot=now - timedelta(minutes=minutes))
    assert not next(task for task in install_statistics().periodic_tasks if task.name == "sweep").is_overdue


def test_jobs_that_stopped_are_pointed_at(operator: Account, alice: Account) -> None:
    job_of(alice, "stopped")
    assert 'href="/operator/jobs/job/?state__exact=stopped"' in shown(operator)


def test_the_first_page_costs_five_queries_beside_the_frame(
    operator: Account, alice: Account, django_assert_max_num_queries
) -> None:
    busy_install(alice)
    client = signed_in(operator)
    with django_assert_max_num_queries(5 + 3):
        client.get("/operator/")


def test_it_says_how_each_platform_is_offered(operator: Account, settings: Settings) -> None:
    assert "not offered" in shown(operator)
    assert "No agreement of Strava’s is recorded" in shown(operator)
    settings.SANDBOX = True
    assert "made up, by the sandbox" in shown(operator)
    own = {"client_id": "1", "client_secret": "2", "api_url": "", "oauth_url": "", "site_url": ""}
    settings.REGISTRATIONS, settings.STRAVA_AGREEMENT = {"strava": own}, "letter of 5 May 2026"
    assert "with this install’s application" in shown(operator)
    assert "letter of 5 May 2026" in shown(operator)
