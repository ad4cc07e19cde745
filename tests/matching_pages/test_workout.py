"""Tests the page of one workout: why its activities are one, their values, and open questions."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from activities.record import FILE_PROVIDER, ActivityRecord
from activities.services.store import store_activities
from matching.models import Workout
from tests.markup import get_page, visible_text
from tests.matching_pages.factories import MAY_10, create_workout, may_10_plus

pytestmark = pytest.mark.postgres

PageOf = Callable[[UUID], str]


@pytest.fixture
def page_of(alice_client: Client) -> PageOf:
    """Returns a function that returns the markup of a workout's page."""
    return lambda id_: get_page(alice_client, f"/workouts/{id_}/")


def test_a_single_activity_has_figures_instead_of_an_explanation(as_alice: Account, page_of: PageOf) -> None:
    markup = page_of(create_workout())
    assert "Only as a file." in markup
    assert "Why these are one workout" not in markup
    assert "<dt>Distance</dt><dd>30.0 km</dd>" in markup


def test_a_swim_is_measured_in_meters_and_has_a_pace(as_alice: Account, page_of: PageOf, alice_client: Client) -> None:
    workout = create_workout(sport="swim", distance_m=1500.0, moving_s=2070.0)
    markup = page_of(workout)
    assert "<dt>Distance</dt><dd>1,500 m</dd>" in markup
    assert "<dt>Average pace</dt><dd>2:18 min/100 m</dd>" in markup
    assert "· 1,500 m" in get_page(alice_client, "/calendar/2026/05/")


def test_two_files_have_an_explanation(as_alice: Account, page_of: PageOf) -> None:
    id_ = create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=27), file_name="a.gpx", elapsed_s=3563.0, distance_m=30_200.0)
    markup = page_of(id_)
    assert "Matched from two files." in markup
    assert "They start <b>27 seconds</b> apart." in markup
    assert "shortened" in markup


def test_the_explanation_shows_the_leader_in_full_and_the_gaps_of_others(as_alice: Account, page_of: PageOf) -> None:
    id_ = create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=13), file_name="a.gpx", elapsed_s=3578.0, distance_m=29_910.0)
    markup = page_of(id_)
    for number in ("07:58:10", "08:58:10", "30.0 km", "+13 s", "−9 s", "−0.3 %"):
        assert f"</small>{number}</span>" in markup
    assert "29.9 km" not in markup


def test_a_value_leads_is_the_same_differs_or_is_not_given(as_alice: Account, page_of: PageOf) -> None:
    id_ = create_workout(file_name="a.fit", device="Edge 840", average_hr_bpm=139.0, moving_s=3000.0)
    create_workout(may_10_plus(seconds=5), file_name="a.gpx", average_hr_bpm=139.2, moving_s=3400.0, elapsed_s=3604.0)
    markup = page_of(id_)
    assert '<span class="value-authority">0:50:00</span>' in markup
    assert '<span class="value-differs">0:56:40</span>' in markup
    assert 'class="comparison-cell-same"><span class="value-same">same</span>' in markup
    assert 'class="comparison-cell-absent"><span class="value-same">not given</span>' in markup
    assert "One value differs." in markup
    assert "Not recorded:" in markup


def test_the_row_of_a_difference_is_marked(as_alice: Account, page_of: PageOf) -> None:
    id_ = create_workout(file_name="a.fit")
    create_workout(file_name="a.gpx", distance_m=31_000.0)
    assert '<tr role="row" class="comparison-differs"><th role="rowheader" scope="row">Distance</th>' in page_of(id_)


def test_a_file_is_linked_and_can_be_downloaded_while_its_bytes_are_kept(as_alice: Account, page_of: PageOf) -> None:
    id_ = create_workout(file_name="a.fit")
    source = SourceFile.objects.get()
    assert f'href="/files/{source.pk}/"' in page_of(id_)
    assert "original" not in page_of(id_)
    SourceFile.objects.update(content="somewhere")
    assert f'href="/files/{source.pk}/original/"' in page_of(id_)


def test_a_workout_of_files_shows_no_id(as_alice: Account, page_of: PageOf) -> None:
    markup = page_of(create_workout())
    assert "Activity ID" not in markup
    assert not re.search("[0-9a-f]{64}", markup)


def test_a_question_names_the_other_workout(as_alice: Account, page_of: PageOf) -> None:
    id_ = create_workout()
    other = create_workout(may_10_plus(hours=1))
    markup = page_of(id_)
    assert f'One hour apart from <a href="/workouts/{other}/">Ride, 08:58</a>. Same workout?' in markup
    assert f'One hour apart from <a href="/workouts/{id_}/">Ride, 07:58</a>.' in page_of(other)


def test_a_workout_without_a_name_is_called_by_sport_and_local_time(
    alice: Account, as_alice: Account, page_of: PageOf
) -> None:
    id_ = create_workout()
    assert "<title>Ride, 07:58, May 10, 2026" in page_of(id_)
    alice.time_zone = "Atlantic/Madeira"
    alice.save()
    assert "<title>Ride, 07:58 UTC+2, May 10, 2026" in page_of(id_)


def test_the_legs_of_a_multisport_event_link_to_each_other(as_alice: Account, page_of: PageOf) -> None:
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
    markup = page_of(ride).partition('aria-label="Legs of this event"')[2]
    assert markup.index(f"/workouts/{swim}/") < markup.index(f"/workouts/{ride}/") < markup.index(f"/workouts/{run}/")
    assert f'href="/workouts/{ride}/" aria-current="page"' in markup
    assert "Transition" not in markup


def test_a_duplicate_is_shown_and_not_counted(as_alice: Account, page_of: PageOf) -> None:
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
    markup = page_of(Workout.objects.get().pk)
    assert "duplicate, not counted" in markup
    assert "bar-duplicate" in markup
    assert 'class="value-differs"' not in markup


def test_a_page_links_to_the_earlier_and_the_later_workout(as_alice: Account, page_of: PageOf) -> None:
    first, second, third = (
        create_workout(),
        create_workout(may_10_plus(days=1)),
        create_workout(may_10_plus(days=2)),
    )
    markup = page_of(second)
    assert f'href="/workouts/{first}/" data-shortcut="e"' in markup
    assert f'href="/workouts/{third}/" data-shortcut="l"' in markup
    assert 'data-shortcut="e"' not in page_of(first)


def test_workouts_that_start_together_link_to_each_other(as_alice: Account, page_of: PageOf) -> None:
    first, second = create_workout(sport="ride"), create_workout(sport="swim", distance_m=1500.0)
    assert f'href="/workouts/{second}/" data-shortcut="l"' in page_of(first)
    assert f'href="/workouts/{first}/" data-shortcut="e"' in page_of(second)


def test_markup_in_a_stored_value_is_escaped(as_alice: Account, page_of: PageOf) -> None:
    markup = page_of(create_workout(device="<b>x</b>"))
    assert "&lt;b&gt;x" in markup
    assert "<b>x" not in markup


def without_csrf_token(content: bytes) -> bytes:
    return re.sub(rb"(X-CSRFToken[^A-Za-z]+|name=.csrfmiddlewaretoken. value=.)\w+", b"", content)


def test_a_foreign_and_an_unknown_id_have_equal_responses(alice: Account, mallory_client: Client) -> None:
    with owner_scope(alice):
        id_ = create_workout()
    foreign, unknown = (mallory_client.get(f"/workouts/{id_}/") for id_ in (id_, uuid4()))
    assert foreign.status_code == unknown.status_code == 404
    assert without_csrf_token(foreign.content) == without_csrf_token(unknown.content)


def test_a_stranger_is_asked_to_sign_in(as_alice: Account, client: Client) -> None:
    assert client.get(f"/workouts/{create_workout()}/").status_code == 302


@pytest.mark.parametrize("address", ["/calendar/2026/", "/calendar/2026/05/", "/workouts/{}/"])
def test_a_page_refuses_a_post(address: str, as_alice: Account, alice_client: Client) -> None:
    assert alice_client.post(address.format(create_workout())).status_code == 405


def test_a_workout_that_is_deleted_while_its_page_is_built_is_not_found(
    as_alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = create_workout()
    monkeypatch.setattr("matching.web.pages.workout.load_workouts", lambda *_: [])
    assert alice_client.get(f"/workouts/{id_}/").status_code == 404


def test_a_workout_with_generated_names_alone_is_called_by_sport_and_time(as_alice: Account, page_of: PageOf) -> None:
    markup = page_of(create_workout(name="Vienna Cycling"))
    assert re.search(r"<h1[^>]*>.*Ride, 07:58.*</h1>", markup, re.DOTALL)
    assert "Vienna Cycling" in markup.partition("</h1>")[2]
    assert "To the lake" in page_of(create_workout(may_10_plus(days=1), name="To the lake")).partition("</h1>")[0]


def test_an_activity_that_states_the_id_of_another_is_one_workout_with_it_and_the_page_shows_the_id(
    as_alice: Account, page_of: PageOf
) -> None:
    values: dict[str, Any] = {"sport": "ride", "utc_offset_s": 7200, "elapsed_s": 3600.0}
    start, later = MAY_10, may_10_plus(minutes=20)
    garmin = ActivityRecord(provider="garmin", provider_id="88", started_at=start, distance_m=30_000.0, **values)
    strava = ActivityRecord(provider="strava", provider_id="1", started_at=later, distance_m=12_000.0, **values)
    store_activities([garmin, replace(strava, stated_ids=(("garmin", "88"),))], origin="api")
    page = visible_text(page_of(Workout.objects.get().pk))
    assert "IDs elsewhere" in page
    assert "Garmin 88" in page
    assert "One of them states the ID of the other." in page
    store_activities([strava], origin="api")
    assert Workout.objects.count() == 2
