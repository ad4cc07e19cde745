"""Tests that the page and the command say what goes and what stays, and delete nothing unconfirmed."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from activities.models import Activity, SourceFile
from tests.accounts.clients import reauthenticate
from tests.files_pages.uploads import get_text
from tests.providers.factories import Athlete
from tests.queries import count_page_queries
from tests.run_jobs import run_jobs
from tracekit_site.models import Reset

pytestmark = pytest.mark.postgres

ADDRESS = "/settings/start-over/"


@pytest.fixture
def recent_client(alice_client: Client) -> Client:
    """Returns a client of Alice, who has just entered her password."""
    reauthenticate(alice_client)
    return alice_client


def test_the_question_counts_what_goes_and_names_what_stays(
    recent_client: Client, files: None, athlete: Athlete
) -> None:
    text = get_text(recent_client, f"{ADDRESS}?selection=imported")
    total = Activity.across_accounts.count()
    assert f"Delete {total} activities?" in text
    assert "25 stored files, " in text
    assert "Your 1 connection stays, paused until you resume it" in text
    assert "Your settings and your sign-in stay." in text
    assert "Nothing is deleted on any connected service." in text


def test_everything_says_that_the_connections_end(recent_client: Client, athlete: Athlete) -> None:
    text = get_text(recent_client, f"{ADDRESS}?selection=everything")
    assert "Delete everything but your sign-in?" in text
    assert "1 connection, ended at the service, too" in text
    assert "Your settings and your sign-in stay." in text


def test_a_part_says_that_the_service_s_copy_returns(recent_client: Client, athlete: Athlete) -> None:
    text = get_text(recent_client, f"{ADDRESS}?selection=part&provider=strava")
    assert "Delete 12 activities from Strava?" in text
    assert "what the service still holds returns with the next full sync" in text


def test_nothing_is_deleted_by_looking_or_without_the_tick(recent_client: Client, files: None) -> None:
    recent_client.get(f"{ADDRESS}?selection=imported")
    response = recent_client.post(f"{ADDRESS}?selection=imported")
    assert "Nothing was deleted. Tick the box first." in response.content.decode()
    run_jobs()
    assert (Activity.across_accounts.count(), Reset.across_accounts.count()) == (25, 0)


def test_a_recent_sign_in_is_needed(alice_client: Client, files: None) -> None:
    session = alice_client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": (timezone.now() - timedelta(hours=1)).timestamp()}
    ]
    session.save()
    for response in (alice_client.get(ADDRESS), alice_client.post(f"{ADDRESS}?selection=imported")):
        assert response.status_code == 302
        assert response["Location"].startswith("/account/reauthenticate/")
    assert not Reset.across_accounts.exists()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "selection=part",
        "selection=part&month=1999-01",
        "selection=nonsense",
        "selection=imported&provider=file",
    ],
)
def test_a_choice_that_is_none_shows_the_form_again(recent_client: Client, files: None, query: str) -> None:
    response = recent_client.post(f"{ADDRESS}?{query}", {"is_confirmed": "on"})
    assert response.status_code == 400
    assert not Reset.across_accounts.exists()


def test_a_choice_without_data_offers_no_button(recent_client: Client) -> None:
    assert "Nothing to delete" in get_text(recent_client, f"{ADDRESS}?selection=imported")


def test_a_demo_has_nothing_to_start_over(alice: Account, recent_client: Client) -> None:
    Account.objects.update(demo_until=timezone.now() + timedelta(hours=1))
    assert recent_client.get(ADDRESS)["Location"] == "/settings/danger/"


def test_the_pages_take_few_queries(recent_client: Client, files: None) -> None:
    assert count_page_queries(recent_client, "/settings/danger/") <= 14
    assert count_page_queries(recent_client, f"{ADDRESS}?selection=imported") <= 20


def test_a_month_deletes_its_files_and_leaves_the_others(alice: Account, files: None) -> None:
    months = sorted(Activity.across_accounts.dates("local_date", "month"))
    counts = [Activity.across_accounts.filter(local_date__month=month.month).count() for month in months]
    out = StringIO()
    call_command("reset", "--yes", "--month", f"{months[0]:%Y-%m}", stdout=out)
    assert f"{counts[0]} activities in {months[0]:%B %Y} deleted." in out.getvalue()
    assert Activity.across_accounts.count() == SourceFile.across_accounts.count() == sum(counts[1:])


def test_the_command_asks_and_takes_no_answer_for_no(alice: Account, files: None) -> None:
    with pytest.raises(CommandError, match=r"Nothing was deleted. Add --yes to confirm."):
        call_command("reset", stdout=StringIO())
    assert Activity.across_accounts.count() == 25


@pytest.mark.parametrize(("answer", "left"), [("delete", 0), ("yes", 25), ("", 25)])
def test_the_command_deletes_after_the_word(
    alice: Account, files: None, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    if left:
        with pytest.raises(CommandError, match=r"Nothing was deleted."):
            call_command("reset", stdout=StringIO())
    else:
        call_command("reset", stdout=StringIO())
    assert Activity.across_accounts.count() == left


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--month", "May"], "May is not a month such as 2026-05. Nothing was deleted."),
        (["--month", "2026-13"], "2026-13 is not a month"),
        (["--all", "--month", "2026-05"], "--all is everything"),
    ],
)
def test_the_command_refuses_what_it_cannot_understand(alice: Account, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("reset", "--yes", *arguments, stdout=StringIO())


def test_the_command_says_that_there_is_nothing(alice: Account) -> None:
    out = StringIO()
    call_command("reset", "--yes", stdout=out)
    assert out.getvalue() == "Nothing is stored that fits. Nothing was deleted.\n"
