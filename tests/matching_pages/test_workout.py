"""One workout: why, what each says, what is asked."""

import re
from uuid import uuid4

import pytest

from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from activities.record import FILE_PROVIDER, ActivityRecord
from activities.services.store import store_activities
from matching.models import Workout
from tests.matching_pages.factories import MAY_10, create_workout, may_10_plus, page_markup


@pytest.fixture
def page(alice_client):
    return lambda id_: page_markup(alice_client.get(f"/workouts/{id_}/"))


def test_a_single_activity_has_no_why_but_its_figures(as_alice, page):
    said = page(create_workout())
    assert "Only as a file." in said
    assert "Why these are one workout" not in said
    assert "<dt>Distance</dt><dd>30.0 km</dd>" in said


def test_two_files_say_why_they_are_one(as_alice, page):
    id_ = create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=27), file_name="a.gpx", elapsed_s=3563.0, distance_m=30_200.0)
    said = page(id_)
    assert "Two files are this one ride." in said
    assert "They start <b>27 seconds</b> apart." in said
    assert "shortened" in said


def test_the_leader_is_in_full_and_the_others_are_gaps(as_alice, page):
    id_ = create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=13), file_name="a.gpx", elapsed_s=3578.0, distance_m=29_910.0)
    said = page(id_)
    for number in ("07:58:10", "08:58:10", "30.0 km", "+13 s", "−9 s", "−0.3 %"):
        assert f"</small>{number}</span>" in said
    assert "29.9 km" not in said


def test_every_field_is_led_same_different_or_not_given(as_alice, page):
    id_ = create_workout(file_name="a.fit", device="Edge 840", average_hr_bpm=139.0, moving_s=3000.0)
    create_workout(may_10_plus(seconds=5), file_name="a.gpx", average_hr_bpm=139.2, moving_s=3400.0, elapsed_s=3604.0)
    said = page(id_)
    assert '<span class="value-leads">0:50:00</span>' in said
    assert '<span class="value-differs">0:56:40</span>' in said
    assert 'class="comparison-cell-same"><span class="value-same">same</span>' in said
    assert 'class="comparison-cell-absent"><span class="value-same">not given</span>' in said
    assert "One value differs." in said
    assert "Not given by any:" in said


def test_differences_stand_on_top_where_it_is_narrow(as_alice, page):
    id_ = create_workout(file_name="a.fit")
    create_workout(file_name="a.gpx", distance_m=31_000.0)
    assert '<tr role="row" class="comparison-differs"><th role="rowheader" scope="row">Distance</th>' in page(id_)


def test_a_file_is_linked_and_can_be_downloaded_while_its_bytes_are_there(as_alice, page):
    id_ = create_workout(file_name="a.fit")
    source = SourceFile.objects.get()
    assert f'href="/files/{source.pk}/"' in page(id_)
    assert "original" not in page(id_)
    SourceFile.objects.update(content="somewhere")
    assert f'href="/files/{source.pk}/original/"' in page(id_)


def test_a_question_is_said_with_the_other_workouts_name(as_alice, page):
    id_ = create_workout()
    other = create_workout(may_10_plus(hours=1))
    said = page(id_)
    assert f'One hour apart from <a href="/workouts/{other}/">Ride, 08:58</a>. Are they the same?' in said
    assert f'One hour apart from <a href="/workouts/{id_}/">Ride, 07:58</a>.' in page(other)


def test_without_a_name_it_is_called_by_sport_and_local_time(alice, as_alice, page):
    id_ = create_workout()
    assert "<title>Ride, 07:58, 10 May 2026" in page(id_)
    alice.time_zone = "Atlantic/Madeira"
    alice.save()
    assert "<title>Ride, 07:58 UTC+2, 10 May 2026" in page(id_)


def test_the_legs_of_an_outing_lead_to_each_other(as_alice, page):
    sports = (("swim", 0), ("transition", 1800), ("ride", 1900), ("run", 6000))
    records = [
        ActivityRecord(
            provider=FILE_PROVIDER,
            provider_id=f"tri:{leg}",
            sport=sport,
            started_at=may_10_plus(seconds=at),
            utc_offset_s=7200,
            elapsed_s=100.0,
            parent_id="tri",
            leg=leg,
        )
        for leg, (sport, at) in enumerate(sports)
    ]
    source = SourceFile.objects.create(upload=Upload.objects.create(), name="tri.fit", size=1, state="read")
    store_activities(records, origin="file", source_file=source)
    swim, ride, run = (Workout.objects.get(leader__provider_id=f"tri:{leg}").pk for leg in (0, 2, 3))
    said = page(ride).partition('aria-label="Legs of this outing"')[2]
    assert said.index(f"/workouts/{swim}/") < said.index(f"/workouts/{ride}/") < said.index(f"/workouts/{run}/")
    assert f'href="/workouts/{ride}/" aria-current="page"' in said
    assert "Transition" not in said


def test_a_duplicate_is_shown_and_not_counted(as_alice, page):
    times = [(MAY_10, "1"), (may_10_plus(seconds=20), "2")]
    for start, id_ in times:
        store_activities(
            [
                ActivityRecord(
                    provider="garmin",
                    provider_id=id_,
                    sport="ride",
                    started_at=start,
                    elapsed_s=3600.0,
                    distance_m=30_000.0,
                    name=f"Lake {id_}",
                )
            ],
            origin="api",
        )
    said = page(Workout.objects.get().pk)
    assert "twice, not counted" in said
    assert "bar-twice" in said
    assert 'class="value-differs"' not in said


def test_earlier_and_later_lead_through_time(as_alice, page):
    first, second, third = (
        create_workout(),
        create_workout(may_10_plus(days=1)),
        create_workout(may_10_plus(days=2)),
    )
    said = page(second)
    assert f'href="/workouts/{first}/" data-shortcut="e"' in said
    assert f'href="/workouts/{third}/" data-shortcut="l"' in said
    assert 'data-shortcut="e"' not in page(first)


def test_workouts_that_start_together_are_passed_one_by_one(as_alice, page):
    first, second = create_workout(sport="ride"), create_workout(sport="swim", distance_m=1500.0)
    assert f'href="/workouts/{second}/" data-shortcut="l"' in page(first)
    assert f'href="/workouts/{first}/" data-shortcut="e"' in page(second)


def test_text_from_outside_is_only_text(as_alice, page):
    assert "<b>x" not in page(create_workout(device="<b>x</b>"))


def without_token(page: bytes) -> bytes:
    return re.sub(rb"(X-CSRFToken[^A-Za-z]+|name=.csrfmiddlewaretoken. value=.)\w+", b"", page)


def test_a_foreign_and_an_absent_id_answer_alike(alice, mallory_client):
    with owner_scope(alice):
        id_ = create_workout()
    foreign, absent = (mallory_client.get(f"/workouts/{one}/") for one in (id_, uuid4()))
    assert foreign.status_code == absent.status_code == 404
    assert without_token(foreign.content) == without_token(absent.content)


def test_a_stranger_is_asked_to_sign_in(as_alice, client):
    assert client.get(f"/workouts/{create_workout()}/").status_code == 302


@pytest.mark.parametrize("address", ["/calendar/2026/", "/calendar/2026/05/", "/workouts/{}/"])
def test_pages_that_only_show_answer_to_nothing_else(address, as_alice, alice_client):
    assert alice_client.post(address.format(create_workout())).status_code == 405


def test_a_workout_that_goes_while_its_page_is_made_is_not_found(as_alice, alice_client, monkeypatch):
    id_ = create_workout()
    monkeypatch.setattr("matching.web.pages.workout.load_workouts", lambda *_: [])
    assert alice_client.get(f"/workouts/{id_}/").status_code == 404
