"""What a connection says of itself, and what its buttons do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from tests.providers.factories import Athlete, connected
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    with owner_scope(alice):
        return connected(sandbox, "demo", 30)


def words(client: Client, *paths: str) -> str:
    return "\n".join(client.get(path).content.decode() for path in paths or ("/connections/", "/sync/"))


def change(alice: Account, **values: object) -> None:
    with owner_scope(alice):
        Connection.objects.update(**values)


def test_not_connected(alice_client: Client) -> None:
    page = words(alice_client)
    assert "Not connected" in page
    assert "Nothing is connected" in page


def test_sync_is_a_place_to_go_once_something_is_connected(
    sandbox: Sandbox, alice_client: Client, alice: Account
) -> None:
    assert 'href="/sync/"' not in words(alice_client, "/files/")
    with owner_scope(alice):
        connected(sandbox, "none")
    assert 'href="/sync/"' in words(alice_client, "/files/")


def test_the_first_pull(alice_client: Client, athlete: Athlete) -> None:
    page = words(alice_client)
    assert "First pull" in page
    assert "0 activities looked at." in page
    assert "A pull from Strava is under way." in page


def test_up_to_date(alice_client: Client, athlete: Athlete) -> None:
    run_jobs()
    page = words(alice_client)
    assert "Up to date. Last looked" in page
    assert "Everything is in." in page
    assert "30 new.<" in page


def test_waiting(alice_client: Client, athlete: Athlete) -> None:
    athlete.sandbox.database.faults.add(athlete.code, "429", ("list",))
    run_jobs()
    page = words(alice_client)
    assert "Strava lets us ask again on" in page
    assert "Nothing for you to do." in page


def test_not_answering(alice_client: Client, athlete: Athlete) -> None:
    athlete.sandbox.database.faults.add(athlete.code, "500", ("list",))
    run_jobs()
    page = words(alice_client)
    assert "Strava answered that something is wrong on its side. We try again by ourselves; what is here stays." in page


def test_pull_now_does_not_wait_for_the_next_try(alice_client: Client, athlete: Athlete) -> None:
    athlete.sandbox.database.faults.add(athlete.code, "500", ("list",))
    run_jobs()
    alice_client.post(f"/connections/{athlete.connection.pk}/pull/")
    run_jobs()
    assert "Up to date" in words(alice_client)


def test_stopped_after_five_tries(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    athlete.sandbox.database.faults.add(athlete.code, "html", ("list",), times=5)
    for _ in range(6):
        with owner_scope(alice):
            Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        run_jobs()
    page = words(alice_client)
    assert "Five tries failed: Strava answered with something that nobody can read." in page
    assert "Strava waits for you." in page
    alice_client.post(f"/connections/{athlete.connection.pk}/pull/")
    run_jobs()
    assert "Up to date" in words(alice_client)


def test_a_pull_that_was_refused_stands_still_until_tomorrow_or_a_click(
    alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    change(alice, last_error="refused")
    with owner_scope(alice):
        Job.objects.all().delete()
    page = words(alice_client, "/connections/", "/sync/", f"/connections/{athlete.connection.pk}/")
    assert page.count("Strava refused the question. What is here stays. We ask again on") == 3
    assert "Strava waits for you." in page
    assert 'hx-trigger="every' not in page
    alice_client.post(f"/connections/{athlete.connection.pk}/pull/")
    assert "We try again by ourselves" in words(alice_client)


def test_a_window_that_is_open_again_is_not_waited_for(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    change(alice, waiting_until=timezone.now() - timedelta(seconds=1))
    assert "Waiting until" not in words(alice_client)


@pytest.mark.parametrize(("ago", "said"), [(1, "What is here stays until"), (8, "ids and links are left")])
def test_how_long_things_stay_while_nothing_can_be_fetched(
    alice_client: Client, alice: Account, athlete: Athlete, ago: int, said: str
) -> None:
    change(alice, state=Connection.State.RECONNECT, full_pull_at=timezone.now() - timedelta(days=ago))
    assert said in words(alice_client)


def test_needs_reconnecting_is_said_on_every_page(alice_client: Client, athlete: Athlete) -> None:
    athlete.sandbox.database.faults.add(athlete.code, "revoked", ("list",))
    run_jobs()
    page = words(alice_client)
    assert "Strava does not take our key any more. What is here stays for up to 7 days. Reconnect" in page
    assert "Strava needs reconnecting." in words(alice_client, "/files/")


def test_the_application_is_off(alice_client: Client, athlete: Athlete) -> None:
    athlete.sandbox.database.faults.add(athlete.code, "inactive", ("list",))
    run_jobs()
    page = words(alice_client)
    assert "Strava has switched this tracekit’s access off. See https://www.strava.com/settings/api." in page


def test_the_install_is_not_registered_any_more(alice_client: Client, athlete: Athlete, settings: Settings) -> None:
    settings.SANDBOX = False
    run_jobs()
    page = words(alice_client, "/connections/", "/sync/", f"/connections/{athlete.connection.pk}/")
    assert "This install is not registered at Strava any more." in page


def test_paused_and_resumed(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    alice_client.post(f"/connections/{athlete.connection.pk}/pause/")
    run_jobs()
    assert athlete.reads() == 0
    page = words(alice_client)
    assert "New activities do not come in while it is paused." in page
    assert "Nothing comes in from Strava for now." in page
    assert "Everything is in." not in page
    alice_client.post("/sync/pull/")
    run_jobs()
    assert athlete.reads() == 0
    alice_client.post(f"/connections/{athlete.connection.pk}/resume/")
    run_jobs()
    assert "Up to date" in words(alice_client)


def test_pull_now_and_pull_everything(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    run_jobs()
    for path in (f"/connections/{athlete.connection.pk}/pull/", "/sync/pull/"):
        assert alice_client.post(path).status_code == 303
        run_jobs()
    with owner_scope(alice):
        assert list(Pull.objects.order_by("id").values_list("kind", flat=True)) == ["first", "now", "now"]


def test_a_pull_that_left_something_out_says_so(alice_client: Client, athlete: Athlete) -> None:
    athlete.sandbox.database.faults.add(athlete.code, "no_date", ("list",))
    run_jobs()
    assert "left out, since they could not be read" in words(alice_client)


def test_the_page_looks_again_while_something_moves_and_then_stops(alice_client: Client, athlete: Athlete) -> None:
    look = alice_client.get("/sync/status/")
    assert look.status_code == 200
    assert "every 2s" in look.content.decode()
    assert "every 5s" in alice_client.get("/sync/status/?since=1").content.decode()
    run_jobs()
    look = alice_client.get("/sync/status/?since=nonsense")
    assert look.status_code == 286
    assert "every" not in look.content.decode()
    assert "30 new" in look.content.decode()


def test_the_sentence_for_all_comes_with_a_look_only_when_it_is_new(alice_client: Client, athlete: Athlete) -> None:
    moving = {"message": "A pull from Strava is under way."}
    assert "#sync-message" not in alice_client.get("/sync/status/", moving).content.decode()
    run_jobs()
    assert 'innerHTML:#sync-message">Everything is in.' in alice_client.get("/sync/status/", moving).content.decode()


def test_the_page_of_a_connection_looks_again_too(alice_client: Client, athlete: Athlete) -> None:
    path = f"/connections/{athlete.connection.pk}/"
    again = f'hx-get="{path}"'
    assert again in words(alice_client, path)
    run_jobs()
    assert again not in words(alice_client, path)


def test_a_look_is_small(alice_client: Client, athlete: Athlete) -> None:
    run_jobs()
    assert len(alice_client.get("/sync/status/").content) < 4000


def test_what_the_pages_cost(alice_client: Client, athlete: Athlete, django_assert_max_num_queries: object) -> None:
    run_jobs()
    budgets = {"/connections/": 6, "/sync/": 8, f"/connections/{athlete.connection.pk}/": 8, "/sync/status/": 5}
    for path, most in budgets.items():
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            alice_client.get(path)
