"""Settings: how it looks."""

import re
from unittest.mock import patch

import pytest
from django.test import Client

from accounts.models import Account
from tests.markup import compact

CHOSEN = {
    "time_zone": "America/New_York",
    "units": "imperial",
    "week_start": "6",
    "theme": "dark",
    "has_shortcuts": "False",
}


@pytest.fixture
def asked():
    """The work that is asked for."""
    with patch("accounts.services.profile.enqueue") as asked:
        yield asked


def test_what_was_chosen_is_saved_and_said_beside_the_button(alice_client: Client, alice: Account, asked) -> None:
    answer = alice_client.post("/settings/profile/", CHOSEN)
    assert (answer.status_code, answer["Location"]) == (303, "/settings/profile/")
    alice.refresh_from_db()
    assert (alice.time_zone, alice.units, alice.week_start, alice.theme) == ("America/New_York", "imperial", 6, "dark")
    assert re.search(r"Save</button>\s*<span [^>]*>Saved at \d\d:\d\d\.</span>", page(alice_client))
    assert "Saved at" not in page(alice_client)


def test_keys_can_be_switched_off(alice_client: Client, alice: Account) -> None:
    Account.objects.update(has_shortcuts=True)
    assert "js/shortcuts.js" in alice_client.get("/calendar/2026/").content.decode()
    alice_client.post("/settings/profile/", CHOSEN)
    assert "js/shortcuts.js" not in alice_client.get("/calendar/2026/").content.decode()


def test_the_page_shows_what_is_set_and_the_time_there(alice_client: Client) -> None:
    shown = page(alice_client)
    assert '<option value="Europe/Vienna" selected>' in shown
    assert re.search(r"Now \d\d:\d\d in Europe/Vienna\.", shown)
    assert len(re.findall(r'type="radio"[^>]* checked', shown)) == 4


def test_another_zone_asks_for_the_days_again(alice_client: Client, asked) -> None:
    alice_client.post("/settings/profile/", CHOSEN)
    asked.assert_called_once_with("activities.days")


def test_the_same_zone_asks_for_nothing(alice_client: Client, asked) -> None:
    alice_client.post("/settings/profile/", {**CHOSEN, "time_zone": "Europe/Vienna"})
    asked.assert_not_called()


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Middle/Earth"}, {"units": "cubits"}, {"week_start": "2"}, {"theme": "<script>"}]
)
def test_a_choice_that_is_not_offered_changes_nothing(alice_client: Client, alice: Account, asked, wrong) -> None:
    assert alice_client.post("/settings/profile/", {**CHOSEN, **wrong}).status_code == 200
    alice.refresh_from_db()
    assert (alice.time_zone, alice.units, alice.theme) == ("Europe/Vienna", "metric", "")
    asked.assert_not_called()


def test_nobody_elses_settings_change(alice_client: Client, mallory: Account, asked) -> None:
    alice_client.post("/settings/profile/", {**CHOSEN, "id": str(mallory.pk), "is_operator": "on", "email": "x@x.org"})
    mallory.refresh_from_db()
    assert (mallory.time_zone, mallory.theme) == ("UTC", "")
    alice = Account.objects.get(email="alice@example.org")
    assert not alice.is_operator


def test_the_note_is_there_until_the_zone_is_confirmed(mallory_client: Client, asked) -> None:
    assert "Is UTC your time zone?" in mallory_client.get("/").content.decode()
    mallory_client.post("/settings/profile/zone/", {"time_zone": "UTC"})
    assert "your time zone?" not in mallory_client.get("/").content.decode()


def test_the_note_confirms_the_zone_and_returns_to_its_page(mallory_client: Client, mallory: Account, asked) -> None:
    answer = mallory_client.post("/settings/profile/zone/", {"time_zone": "UTC", "next": "/settings/security/"})
    assert (answer.status_code, answer["Location"]) == (303, "/settings/security/")
    mallory.refresh_from_db()
    assert (mallory.time_zone, mallory.is_time_zone_confirmed) == ("UTC", True)
    asked.assert_not_called()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", ""])
def test_the_note_never_leads_to_another_host(mallory_client: Client, elsewhere: str) -> None:
    assert mallory_client.post("/settings/profile/zone/", {"time_zone": "UTC", "next": elsewhere})["Location"] == "/"


def test_looking_at_the_notes_address_confirms_nothing(mallory_client: Client, mallory: Account) -> None:
    assert mallory_client.get("/settings/profile/zone/?time_zone=UTC")["Location"] == "/settings/profile/"
    mallory.refresh_from_db()
    assert not mallory.is_time_zone_confirmed


def page(client: Client) -> str:
    return compact(client.get("/settings/profile/").content.decode())
