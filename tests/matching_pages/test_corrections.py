"""Pages on which the athlete answers questions, ignores differences and names workouts, each with its undo."""

from uuid import UUID

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import Decision, IgnoredDifference, Question, Workout, WorkoutName
from matching.services.name_workout import name_workout
from tests.markup import compact
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.queries import count_page_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def shifted(as_alice: Account) -> tuple[UUID, UUID]:
    """Returns two workouts that are equal but for one hour."""
    return create_workout(name="Three passes"), create_workout(may_10_plus(hours=1), name="Coffee ride")


@pytest.fixture
def matched(as_alice: Account) -> UUID:
    """Returns a workout of two files, whose distances differ."""
    create_workout(name="Three passes")
    return create_workout(may_10_plus(seconds=9), file_name="a.gpx", name="Three passes", distance_m=31_000.0)


def answer(client: Client, kind: str, *pairs: tuple[UUID, ...]) -> str:
    """Answers as the form does, and returns the page that it leads to."""
    posted = {"answer": kind, "pair": [f"{first},{second}" for first, second in pairs]}
    return client.post("/possible/answer/", posted, follow=True).content.decode()


def take_back(client: Client, kind: str, id: UUID) -> str:
    return client.post("/corrections/undo/", {"kind": kind, "correction": str(id)}, follow=True).content.decode()


def test_a_question_shows_both_workouts_the_reason_and_its_answers(shifted, alice_client):
    page = alice_client.get("/possible/").content.decode()
    for text in ("Three passes", "Coffee ride", "exactly 1\u00a0hour", "Same workout", "Not the same", "Duplicate"):
        assert text in page
    assert "1 possible duplicate." in page


def test_same_workout_joins_them_and_undo_asks_again(shifted, alice_client):
    page = answer(alice_client, "same", shifted)
    assert "Joined into one workout." in page
    assert "No possible duplicates" in page
    assert Workout.objects.count() == 1
    assert "Taken back." in take_back(alice_client, "decision", Decision.objects.get().pk)
    assert (Workout.objects.count(), Question.objects.count()) == (2, 1)


def test_a_contradicting_answer_names_the_one_that_it_replaces(shifted, alice_client):
    answer(alice_client, "different", shifted)
    assert "This replaces your answer of" in answer(alice_client, "same", shifted)
    page = alice_client.get("/corrections/").content.decode()
    assert "A later answer replaced it." in page


def test_several_questions_about_one_clock_are_one_card_with_one_answer(as_alice, alice_client):
    for day in range(3):
        create_workout(may_10_plus(days=day))
        create_workout(may_10_plus(days=day, hours=1))
    page = alice_client.get("/possible/").content.decode()
    assert page.count('<section class="card question-card"') == 1
    assert "3 workouts start exactly 1\u00a0hour later" in page
    pairs = [tuple(map(UUID, text.split(","))) for text in _pairs(page)]
    assert "Joined 3 pairs of workouts." in answer(alice_client, "same", *pairs)
    assert Workout.objects.count() == 3
    take_back(alice_client, "decision", Decision.objects.all()[0].pk)
    assert Workout.objects.count() == 6


def _pairs(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('name="pair" value="')[1:]]


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"answer": "same"},
        {"answer": "maybe", "pair": "x,y"},
        {"answer": "same", "pair": "x,y"},
        {"answer": "same", "pair": "00000000-0000-0000-0000-000000000000,00000000-0000-0000-0000-000000000001"},
    ],
)
def test_an_answer_that_cannot_be_read_changes_nothing(shifted, alice_client, posted):
    assert "nothing was changed" in alice_client.post("/possible/answer/", posted, follow=True).content.decode()
    assert not Decision.objects.exists()


def test_htmx_learns_of_a_refusal_in_a_sentence(shifted, alice_client):
    response = alice_client.post("/possible/answer/", {"answer": "same"}, headers={"HX-Request": "true"})
    assert (response.status_code, response.content.decode()) == (
        409,
        "This question is no longer open, so nothing was changed. Reload the page.",
    )
    response = alice_client.post(
        "/possible/answer/", {"answer": "same", "pair": f"{shifted[0]},{shifted[1]}"}, headers={"HX-Request": "true"}
    )
    assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")


def test_two_activities_of_one_file_are_refused_in_a_sentence(as_alice, alice_client):
    first, second = create_workout(), create_workout(may_10_plus(hours=5))
    files = Workout.objects.get(pk=first).leader.source_file
    leader = Workout.objects.get(pk=second).leader
    leader.source_file = files
    leader.save()
    assert "cannot be one workout. Nothing was changed." in answer(alice_client, "same", (first, second))


def test_the_answer_leads_back_to_the_page_and_to_no_other_site(shifted, alice_client):
    posted = {"answer": "same", "pair": f"{shifted[0]},{shifted[1]}"}
    response = alice_client.post("/possible/answer/", posted | {"next": f"/workouts/{shifted[0]}/"})
    assert response.headers["Location"] == f"/workouts/{shifted[0]}/"
    response = alice_client.post("/possible/answer/", posted | {"next": "https://evil.example/"})
    assert response.headers["Location"] == "/possible/"


def test_a_question_can_be_answered_on_the_page_of_a_workout(shifted, alice_client):
    page = alice_client.get(f"/workouts/{shifted[0]}/").content.decode()
    assert "Same workout?" in page
    assert f'name="pair" value="{shifted[0]},{shifted[1]}"' in page


def test_workouts_of_a_day_are_joined_and_taken_apart(as_alice, alice_client):
    first, second = create_workout(name="Three passes"), create_workout(may_10_plus(hours=5, minutes=7))
    page = alice_client.get("/calendar/2026/05/10/").content.decode()
    assert "2 workouts." in page
    posted = {"answer": "same", "workout": ["", str(first), str(second)]}
    assert "Joined into one workout." in alice_client.post("/possible/answer/", posted, follow=True).content.decode()
    assert Workout.objects.count() == 1
    posted = {"answer": "same", "workout": ["", str(first)]}
    assert "Choose at least two" in alice_client.post("/possible/answer/", posted, follow=True).content.decode()
    assert alice_client.get("/calendar/2026/05/11/").status_code == 404
    assert alice_client.get("/calendar/2026/02/30/").status_code == 404


def test_an_activity_is_split_off_and_taken_back(matched, alice_client):
    leader = Workout.objects.get().leader_id
    address = f"/workouts/{matched}/split/"
    page = alice_client.post(address, {"activity": str(leader), "next": "/possible/"}, follow=True).content.decode()
    assert "Split off." in page
    assert Workout.objects.count() == 2
    take_back(alice_client, "decision", Decision.objects.get().pk)
    assert Workout.objects.count() == 1
    page = alice_client.post(address, {"activity": ["x", "99"]}, follow=True).content.decode()
    assert "Choose some of the activities, but not all of them." in page


def test_a_difference_is_ignored_for_good_until_it_is_taken_back(matched, alice_client):
    workout = Workout.objects.get()
    other = workout.members.exclude(activity=workout.leader).get().activity
    posted = {"provider": "file", "provider_id": other.provider_id, "field": "distance_m"}
    assert workout.has_differences
    page = alice_client.post(f"/workouts/{matched}/ignore/", posted, follow=True).content.decode()
    assert "Difference ignored." in page
    assert "Ignored difference: distance as a file" in alice_client.get("/corrections/").content.decode()
    assert not Workout.objects.get().has_differences
    assert "difference ignored" in alice_client.get(f"/workouts/{matched}/").content.decode()
    page = alice_client.post(f"/workouts/{matched}/ignore/", posted, follow=True).content.decode()
    assert "This value no longer differs" in page
    take_back(alice_client, "ignored", IgnoredDifference.objects.get().pk)
    assert Workout.objects.get().has_differences


def test_a_workout_is_named_and_the_name_is_taken_back(matched, alice_client):
    address = f"/workouts/{matched}/name/"
    page = alice_client.post(address, {"workout_name": "<b>Anna</b>", "next": f"/workouts/{matched}/"}, follow=True)
    assert "Named “&lt;b&gt;Anna&lt;/b&gt;”." in page.content.decode()
    assert "<h1" in page.content.decode()
    assert Workout.objects.get().own_name == "<b>Anna</b>"
    assert "&lt;b&gt;Anna" in alice_client.get("/calendar/2026/05/").content.decode()
    for text, message in ((" ", "A name needs at least one character."), ("<b>Anna</b>", "It already has this name.")):
        assert message in alice_client.post(address, {"workout_name": text}, follow=True).content.decode()
    take_back(alice_client, "name", WorkoutName.objects.get().pk)
    assert Workout.objects.get().own_name == ""


def test_nothing_of_another_account_can_be_answered_split_ignored_named_or_taken_back(alice, mallory_client):
    with owner_scope(alice):
        first, second = create_workout(), create_workout(may_10_plus(hours=1))
        named = name_workout(Workout.objects.get(pk=first), "Mine")
        assert named is not None
    for address in (f"/workouts/{first}/split/", f"/workouts/{first}/ignore/", f"/workouts/{first}/name/"):
        assert mallory_client.post(address, {"workout_name": "Theirs", "activity": "1"}).status_code == 404
    answer(mallory_client, "same", (first, second))
    take_back(mallory_client, "name", named.pk)
    with owner_scope(alice):
        assert Workout.objects.get(pk=first).own_name == "Mine"
        assert not Decision.objects.exists()


def test_possible_and_corrections_take_as_many_queries_for_many_as_for_few(as_alice, alice_client):
    def create_question(day: int) -> None:
        create_workout(may_10_plus(days=-3 * day))
        create_workout(may_10_plus(days=-3 * day, hours=1 + day % 3))

    create_question(1)
    count = count_page_queries(alice_client, "/possible/")
    for day in range(2, 14):
        create_question(day)
    assert count_page_queries(alice_client, "/possible/") == count <= 8
    page = alice_client.get("/possible/").content.decode()
    answer(alice_client, "different", *(tuple(map(UUID, text.split(","))) for text in _pairs(page)))
    assert count_page_queries(alice_client, "/corrections/") <= 8


def test_the_navigation_counts_the_open_questions(shifted, alice_client):
    page = alice_client.get("/files/").content.decode()
    assert 'Possible<span class="count">1<span class="visually-hidden"> possible duplicate</span>' in compact(page)
    answer(alice_client, "same", shifted)
    assert "/possible/" not in alice_client.get("/files/").content.decode()
