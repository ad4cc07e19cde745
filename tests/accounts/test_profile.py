"""The profile settings are text and saved."""

import re
from collections.abc import Iterator
from unittest.mock import Mock, patch

import pytest
from django.test import Client

from accounts.models import Account
from tests.markup import get_page

CHOICES = {
    "time_zone": "America/New_York",
    "units": "imperial",
    "week_start": "6",
    "theme": "dark",
    "has_shortcuts": "False",
}


@pytest.fixture
def enqueue() -> Iterator[Mock]:
    """Replaces the function that enqueues jobs, and yields it."""
    with patch("accounts.services.profile.enqueue") as enqueue:
        yield enqueue


def test_the_settings_are_saved_and_the_page_says_when(alice_client: Client, alice: Account, enqueue: Mock) -> None:
    response = alice_client.post("/settings/profile/", CHOICES)
    assert (response.status_code, response["Location"]) == (303, "/settings/profile/")
    alice.refresh_from_db()
    assert (alice.time_zone, alice.units, alice.week_start, alice.theme) == ("America/New_York", "imperial", 6, "dark")
    assert re.search(
        r"Save</button>\s*<span [^>]*>Saved at \d\d:\d\d\.</span>", get_page(alice_client, "/settings/profile/")
    )
    assert "Saved at" not in get_page(alice_client, "/settings/profile/")


def test_shortcuts_can_be_switched_off(alice_client: Client, alice: Account) -> None:
    Account.objects.update(has_shortcuts=True)
    assert "js/shortcuts.js" in alice_client.get("/calendar/2026/").content.decode()
    alice_client.post("/settings/profile/", CHOICES)
    assert "js/shortcuts.js" not in alice_client.get("/calendar/2026/").content.decode()


def test_the_page_shows_the_settings_and_the_local_time(alice_client: Client) -> None:
    text = get_page(alice_client, "/settings/profile/")
    assert '<option value="Europe/Vienna" selected>' in text
    assert re.search(r"Now \d\d:\d\d in Europe/Vienna\.", text)
    assert len(re.findall(r'type="radio"[^>]* checked', text)) == 4


def test_another_time_zone_enqueues_the_computation_of_dates(alice_client: Client, enqueue: Mock) -> None:
    alice_client.post("/settings/profile/", CHOICES)
    enqueue.assert_called_once_with("activities.days")


def test_the_same_time_zone_enqueues_nothing(alice_client: Client, enqueue: Mock) -> None:
    alice_client.post("/settings/profile/", {**CHOICES, "time_zone": "Europe/Vienna"})
    enqueue.assert_not_called()


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Middle/Earth"}, {"units": "cubits"}, {"week_start": "2"}, {"theme": "<script>"}]
)
def test_a_choice_that_is_not_offered_changes_nothing(
    alice_client: Client, alice: Account, enqueue: Mock, wrong: dict[str, str]
) -> None:
    assert alice_client.post("/settings/profile/", {**CHOICES, **wrong}).status_code == 200
    alice.refresh_from_db()
    assert (alice.time_zone, alice.units, alice.theme) == ("Europe/Vienna", "metric", "")
    enqueue.assert_not_called()


def test_settings_of_another_account_do_not_change(alice_client: Client, mallory: Account, enqueue: Mock) -> None:
    alice_client.post("/settings/profile/", {**CHOICES, "id": str(mallory.pk), "is_operator": "on", "email": "x@x.org"})
    mallory.refresh_from_db()
    assert (mallory.time_zone, mallory.theme) == ("UTC", "")
    alice = Account.objects.get(email="alice@example.org")
    assert not alice.is_operator


def test_the_note_is_shown_until_the_time_zone_is_confirmed(mallory_client: Client, enqueue: Mock) -> None:
    assert "Is UTC your time zone?" in mallory_client.get("/").content.decode()
    mallory_client.post("/settings/profile/zone/", {"time_zone": "UTC"})
    assert "your time zone?" not in mallory_client.get("/").content.decode()


def test_the_note_confirms_the_time_zone_and_returns_to_its_page(
    mallory_client: Client, mallory: Account, enqueue: Mock
) -> None:
    response = mallory_client.post("/settings/profile/zone/", {"time_zone": "UTC", "next": "/settings/security/"})
    assert (response.status_code, response["Location"]) == (303, "/settings/security/")
    mallory.refresh_from_db()
    assert (mallory.time_zone, mallory.is_time_zone_confirmed) == ("UTC", True)
    enqueue.assert_not_called()


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", ""])
def test_the_note_never_leads_to_another_host(mallory_client: Client, url: str) -> None:
    assert mallory_client.post("/settings/profile/zone/", {"time_zone": "UTC", "next": url})["Location"] == "/"


def test_a_get_of_the_notes_address_confirms_nothing(mallory_client: Client, mallory: Account) -> None:
    assert mallory_client.get("/settings/profile/zone/?time_zone=UTC")["Location"] == "/settings/profile/"
    mallory.refresh_from_db()
    assert not mallory.is_time_zone_confirmed
