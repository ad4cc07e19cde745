"""A demo is an account for a day: full at once, marked on every page, then kept or deleted."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.kinds import PERIODIC_TASKS
from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile
from matching.engine.names.generated import is_generated_name
from matching.models import Question, Workout
from matching.services.proposals import proposable
from matching.services.rematch import rematch_all
from matching.workouts import WorkoutDetails, load_workouts
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from providers.services.start_pull import start_pull
from tests.providers.conftest import sandbox  # noqa: F401 - a fixture
from tests.run_jobs import run_jobs
from tracekit_site.demo.expire import expire_demos
from tracekit_site.models import Demo

pytestmark = pytest.mark.postgres

BANNER = "You’re exploring a demo account."


@pytest.fixture
def visitor(client: Client, sandbox: Sandbox, db: None) -> Client:  # noqa: F811
    response = client.post("/demo/start/")
    assert (response.status_code, response.headers["Location"]) == (303, "/demo/")
    return client


def demo_account() -> Account:
    return Account.objects.get(demo_until__isnull=False)


def proposed_names(workouts: list[WorkoutDetails]) -> list[tuple[str, str]]:
    """Returns the names before and after each proposed change."""
    return [
        (difference.value, difference.expected)
        for workout in workouts
        for difference in proposable(workout)
        if difference.field == "name"
    ]


def test_a_demo_fills_with_two_years_of_anomalies_and_is_marked_on_every_page(visitor: Client) -> None:
    assert "Creating the athlete" in visitor.get("/demo/").content.decode()
    response = visitor.get("/demo/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "every 1s" in response.content.decode()
    run_jobs()
    response = visitor.get("/demo/", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/")
    assert visitor.get("/demo/").headers["Location"] == "/"
    year = timezone.now().year
    for page in (f"/calendar/{year}/", "/files/", "/settings/profile/", "/demo/keep/", "/privacy/"):
        assert BANNER in visitor.get(page).content.decode(), page
    with owner_scope(demo_account()):
        assert Activity.objects.filter(provider="strava").count() > 400
        assert SourceFile.objects.filter(state="read").count() > 150
        assert not SourceFile.objects.filter(state="refused").exists()
        renamed = proposed_names(load_workouts(Workout.objects.filter(has_differences=True)))
        assert len(renamed) >= 8
        assert not any(is_generated_name(after, provider="file") for _, after in renamed), renamed
        assert Question.objects.filter(shift_s=3600).exists()
        assert Workout.objects.filter(members__is_counted=False).exists()
        assert Activity.objects.exclude(utc_offset_s__in=(3600, 7200, None)).exists()
        assert not Job.objects.exists()


def test_the_connection_of_a_demo_shows_the_code_of_its_athlete(visitor: Client) -> None:
    run_jobs()
    with owner_scope(demo_account()):
        code, connection = Demo.objects.get().athlete_code, Connection.objects.get()
    assert f"<code>{code}</code>" in visitor.get(f"/connections/{connection.pk}/").content.decode()


def test_a_demo_and_its_grant_expire_after_a_day(visitor: Client, sandbox: Sandbox) -> None:  # noqa: F811
    run_jobs()
    with owner_scope(demo_account()):
        code = Demo.objects.get().athlete_code
    expire_demos()
    run_jobs()
    assert demo_account()
    Account.objects.update(demo_until=timezone.now() - timedelta(seconds=1))
    expire_demos()
    run_jobs()
    assert not Account.objects.exists()
    assert not Activity.across_accounts.exists()
    assert not any(grant.is_alive for grant in sandbox.database.grants.for_athlete(code))


def test_pulls_matching_and_periodic_tasks_write_nothing_to_the_platform(visitor: Client, sandbox: Sandbox) -> None:  # noqa: F811
    run_jobs()
    with owner_scope(demo_account()):
        code = Demo.objects.get().athlete_code
        for kind in (Pull.Kind.DAILY, Pull.Kind.NOW, Pull.Kind.FULL):
            start_pull(Connection.objects.get(), kind)
            run_jobs()
        Connection.objects.update(next_pull_at=timezone.now())
        rematch_all()
    for task in PERIODIC_TASKS:
        task.run()
    run_jobs()
    counts = sandbox.database.calls.counts(code)
    assert counts.reads > 10
    assert counts.writes == 0


def test_a_demo_can_be_deleted_at_once(visitor: Client) -> None:
    assert visitor.post("/demo/delete/").headers["Location"] == "/demo/end/"
    assert not Account.objects.exists()


def test_a_demo_can_be_kept_with_an_email(visitor: Client, settings: Settings) -> None:
    settings.SIGNUP = "open"
    response = visitor.post("/demo/keep/", {"email": "Me@example.org", "password": "a long enough word"})
    assert response.status_code == 303
    account = Account.objects.get()
    assert (account.email, account.demo_until) == ("me@example.org", None)
    assert account.check_password("a long enough word")
    page = visitor.get("/files/")
    assert page.status_code == 200
    assert BANNER not in page.content.decode()
    expire_demos()
    run_jobs()
    with owner_scope(account):
        assert Connection.objects.exists()


@pytest.mark.parametrize("email", ["alice@example.org", "no address"])
def test_a_demo_is_not_kept_with_an_unusable_address(
    visitor: Client, settings: Settings, alice: Account, email: str
) -> None:
    settings.SIGNUP = "open"
    response = visitor.post("/demo/keep/", {"email": email, "password": "a long enough word"})
    assert response.status_code == 200
    assert demo_account()


def test_a_demo_cannot_be_kept_while_sign_up_is_closed(visitor: Client, settings: Settings) -> None:
    settings.SIGNUP = "closed"
    assert "sign-ups are closed" in visitor.get("/demo/keep/").content.decode()
    visitor.post("/demo/keep/", {"email": "me@example.org", "password": "a long enough word"})
    assert demo_account()


def test_a_demo_does_not_count_as_an_account(visitor: Client) -> None:
    assert "No account yet" in Client().get("/").content.decode()
    with pytest.raises(CommandError, match="There is no account yet"):
        call_command("activities", "--json")


def test_an_install_without_a_sandbox_offers_no_demo(client: Client, db: None) -> None:
    assert "Try the demo athlete" not in client.get("/").content.decode()
    assert client.post("/demo/start/").status_code == 404
    assert not Account.objects.exists()


def test_a_signed_in_athlete_gets_no_demo(alice_client: Client, sandbox: Sandbox) -> None:  # noqa: F811
    assert alice_client.post("/demo/start/").headers["Location"] == "/"
    for page in ("/demo/", "/demo/keep/"):
        assert alice_client.get(page).status_code == 404
    assert alice_client.post("/demo/delete/").status_code == 404


def test_demos_from_one_address_are_limited(client: Client, sandbox: Sandbox, db: None) -> None:  # noqa: F811
    statuses = [Client().post("/demo/start/").status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]


def test_an_unreachable_sandbox_is_reported(visitor: Client, sandbox: Sandbox, settings: Settings) -> None:  # noqa: F811
    settings.SANDBOX_API_URL = "http://127.0.0.1:1"
    for _ in range(5):
        Job.across_accounts.update(not_before=timezone.now() - timedelta(seconds=1))
        run_jobs()
    assert "could not be set up" in visitor.get("/demo/").content.decode()
