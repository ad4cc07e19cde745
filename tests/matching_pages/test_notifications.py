"""Possible duplicates are notified while any is open, and the calendar shows the newest unread notification."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Account, Notification
from activities.models import Activity
from activities.services.delete import delete_activities
from matching.models import Decision, Question
from matching.notifications import QUESTIONS
from providers.models import Connection
from providers.notifications import IMPORTED, RECONNECT
from tests.accounts.notifications import create_notification, kinds_of
from tests.markup import get_page, visible_text
from tests.matching.connections import create_connection
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.queries import count_page_queries

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

YEAR, MONTH = "/calendar/2026/", "/calendar/2026/05/"
DISMISS = "Mark as read"


def create_questions(count: int = 1) -> None:
    """Creates pairs of workouts that are exactly one hour apart."""
    for day in range(count):
        create_workout(may_10_plus(days=day), name="Three passes")
        create_workout(may_10_plus(days=day, hours=1), name="Three passes")


def test_new_questions_are_one_notification_that_counts_them(as_alice: Account, alice_client: Client) -> None:
    assert kinds_of(as_alice) == set()
    create_questions(1)
    assert "1 possible duplicate waits for your answer" in get_page(alice_client, "/notifications/")
    create_questions(2)
    assert Notification.objects.count() == 1
    count = Question.objects.count()
    assert f"{count} possible duplicates wait for your answer" in get_page(alice_client, "/notifications/")


def test_the_last_answer_deletes_the_notification_and_its_undo_brings_it_back(
    as_alice: Account, alice_client: Client
) -> None:
    create_questions()
    pair = ",".join(
        str(id) for id in (Question.objects.values_list("first__member__workout", "second__member__workout").get())
    )
    alice_client.post("/possible/answer/", {"answer": "different", "pair": pair})
    assert kinds_of(as_alice) == set()
    alice_client.post("/corrections/undo/", {"kind": "decision", "correction": str(Decision.objects.get().pk)})
    assert kinds_of(as_alice) == {QUESTIONS}


def test_one_of_two_answers_leaves_the_notification(as_alice: Account) -> None:
    create_questions(2)
    delete_activities(Activity.objects.filter(pk=Question.objects.order_by("pk")[0].second_id))
    assert Question.objects.exists()
    assert kinds_of(as_alice) == {QUESTIONS}


def test_deleting_the_activities_deletes_the_notification(as_alice: Account) -> None:
    create_questions()
    delete_activities(Activity.objects.all())
    assert kinds_of(as_alice) == set()


@pytest.mark.parametrize("address", [YEAR, MONTH])
def test_the_calendar_shows_the_newest_unread_notification(
    address: str, as_alice: Account, alice_client: Client
) -> None:
    create_workout()
    create_notification(as_alice, IMPORTED, age=timedelta(hours=1))
    create_notification(as_alice, QUESTIONS, age=timedelta(hours=2))
    page = get_page(alice_client, address)
    assert page.count('class="banner"') == 1
    assert "Your Strava history is imported. Open the calendar" in visible_text(page).replace(".Open", ". Open")
    assert 'class="banner"' not in get_page(alice_client, "/files/")
    id = Notification.objects.get(kind=IMPORTED).pk
    response = alice_client.post("/notifications/read/", {"notification": id, "next": address})
    assert response.headers["Location"] == address
    assert "history is imported" not in get_page(alice_client, address)


def test_a_platform_to_reconnect_goes_before_a_notification(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    create_connection()
    create_notification(as_alice, RECONNECT)
    Connection.objects.update(state=Connection.State.RECONNECT)
    page = get_page(alice_client, YEAR)
    assert page.count('class="banner"') == 1
    assert DISMISS not in page


def test_a_calendar_with_a_notification_stays_within_its_queries(as_alice: Account, alice_client: Client) -> None:
    create_questions()
    assert DISMISS in get_page(alice_client, MONTH)
    for address in (YEAR, MONTH):
        assert count_page_queries(alice_client, address) <= 9


def test_a_new_notification_is_shown_on_a_page_that_the_browser_has(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    alice_client.get("/privacy/")
    tag = alice_client.get(YEAR).headers["ETag"]
    assert alice_client.get(YEAR, headers={"if-none-match": tag}).status_code == 304
    create_notification(as_alice, IMPORTED)
    assert alice_client.get(YEAR, headers={"if-none-match": tag}).status_code == 200
