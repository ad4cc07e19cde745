"""The layout of every page warns of stalled work, and shows the menu, the theme and the units."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job, Worker
from accounts.models import Account
from accounts.scope import owner_scope
from tests.markup import get_page

WARNING = "The worker is not running. Your files are saved and will be read once it runs."


@pytest.fixture
def job(alice: Account) -> Job:
    with owner_scope(alice):
        return Job.objects.create(kind="files.read", lane=Lane.CLICK)


def update_job(alice: Account, **values: object) -> None:
    with owner_scope(alice):
        Job.objects.update(**values)


def test_a_due_job_without_a_worker_is_reported(alice_client: Client, job: Job) -> None:
    assert WARNING in get_page(alice_client, "/privacy/")


def test_a_job_of_a_dead_worker_is_reported(alice_client: Client, alice: Account, job: Job) -> None:
    update_job(alice, state=Job.State.RUNNING)
    assert WARNING in get_page(alice_client, "/privacy/")


def test_a_worker_seen_within_a_minute_is_enough(alice_client: Client, job: Job) -> None:
    worker = Worker.objects.create(host="here", pid=1)
    assert WARNING not in get_page(alice_client, "/privacy/")
    Worker.objects.filter(pk=worker.pk).update(seen_at=timezone.now() - timedelta(seconds=61))
    assert WARNING in get_page(alice_client, "/privacy/")


def test_a_missing_worker_is_not_reported_without_jobs(alice_client: Client) -> None:
    assert WARNING not in get_page(alice_client, "/privacy/")


def test_a_job_that_is_not_due_is_not_reported(alice_client: Client, alice: Account, job: Job) -> None:
    update_job(alice, not_before=timezone.now() + timedelta(hours=1))
    assert WARNING not in get_page(alice_client, "/privacy/")


def test_a_stopped_job_is_not_reported(alice_client: Client, alice: Account, job: Job) -> None:
    update_job(alice, state=Job.State.STOPPED)
    assert WARNING not in get_page(alice_client, "/privacy/")


def test_another_accounts_job_is_not_reported(mallory_client: Client, job: Job) -> None:
    assert WARNING not in get_page(mallory_client, "/privacy/")


def test_the_layout_costs_a_stranger_no_query(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        get_page(client, "/privacy/")


def test_the_layout_costs_an_athlete_two_queries_beside_the_account(
    alice_client: Client, job: Job, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        get_page(alice_client, "/privacy/")


def test_a_stranger_can_sign_in_and_sees_no_menu(client: Client, db: None) -> None:
    page = get_page(client, "/privacy/")
    assert "Sign in" in page
    assert "Sign out" not in page
    assert "Sign up" not in page


def test_signing_out_is_a_post(alice_client: Client) -> None:
    assert '<form method="post" action="/account/logout/">' in get_page(alice_client, "/privacy/")


@pytest.mark.parametrize(("theme", "is_written"), [("", False), ("dark", True), ("light", True)])
def test_the_theme_is_the_athletes_or_the_systems(
    alice_client: Client, alice: Account, theme: str, is_written: bool
) -> None:
    alice.theme = theme
    alice.save()
    assert (f'data-theme="{theme}"' in get_page(alice_client, "/privacy/")) is is_written
    assert ("data-theme" in get_page(alice_client, "/privacy/")) is is_written


def test_the_footer_names_time_zone_and_units(alice_client: Client) -> None:
    assert "Times in Europe/Vienna · Kilometers, meters, °C" in get_page(alice_client, "/privacy/")
