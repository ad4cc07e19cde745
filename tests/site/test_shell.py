"""What frames every page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job, Worker
from accounts.scope import owner_scope

STRIP = "The worker is not running. Files are kept and wait."


def page(client) -> str:
    return client.get("/privacy/").content.decode()


@pytest.fixture
def work(alice):
    with owner_scope(alice):
        return Job.objects.create(kind="files.read", lane=Lane.CLICK)


def change(alice, **values) -> None:
    with owner_scope(alice):
        Job.objects.update(**values)


def test_work_that_waits_without_a_worker_is_said_on_every_page(alice_client, work):
    assert STRIP in page(alice_client)


def test_work_that_a_dead_worker_still_holds_is_said_too(alice_client, alice, work):
    change(alice, state=Job.State.RUNNING)
    assert STRIP in page(alice_client)


def test_a_worker_seen_within_a_minute_is_enough(alice_client, work):
    worker = Worker.objects.create(host="here", pid=1)
    assert STRIP not in page(alice_client)
    Worker.objects.filter(pk=worker.pk).update(seen_at=timezone.now() - timedelta(seconds=61))
    assert STRIP in page(alice_client)


def test_without_work_nobody_misses_the_worker(alice_client):
    assert STRIP not in page(alice_client)


def test_work_that_is_not_due_waits_for_its_time_and_not_for_a_worker(alice_client, alice, work):
    change(alice, not_before=timezone.now() + timedelta(hours=1))
    assert STRIP not in page(alice_client)


def test_work_that_stopped_for_good_waits_for_nobody(alice_client, alice, work):
    change(alice, state=Job.State.STOPPED)
    assert STRIP not in page(alice_client)


def test_another_athletes_work_is_not_mine(mallory_client, work):
    assert STRIP not in page(mallory_client)


def test_the_frame_costs_a_stranger_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        page(client)


def test_the_frame_costs_an_athlete_two_queries_beside_the_account(alice_client, work, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page(alice_client)


def test_a_stranger_may_sign_in_and_sees_no_menu(client, db):
    text = page(client)
    assert "Sign in" in text
    assert "Sign out" not in text
    assert "Sign up" not in text


def test_signing_out_is_a_post(alice_client):
    assert '<form method="post" action="/account/logout/">' in page(alice_client)


@pytest.mark.parametrize(("theme", "written"), [("", False), ("dark", True), ("light", True)])
def test_the_theme_is_the_athletes_and_without_one_the_systems(alice_client, alice, theme, written):
    alice.theme = theme
    alice.save()
    assert (f'data-theme="{theme}"' in page(alice_client)) is written
    assert ("data-theme" in page(alice_client)) is written


def test_the_zone_and_the_units_in_use_stand_at_the_foot(alice_client):
    assert "Times in Europe/Vienna · Kilometres, metres, °C" in page(alice_client)
