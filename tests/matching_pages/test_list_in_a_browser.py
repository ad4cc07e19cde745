"""Tests the list of workouts in a browser: how it looks, its keys, and its form, with and without a script."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from accounts.scope import owner_scope
from tests.browser import PageMonitor, check_page
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout, may_10_plus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def workouts(alice: Account) -> None:
    """Creates workouts of two sports; one differs, one is missing on Strava, two may be the same."""
    with owner_scope(alice):
        create_connection()
        create_workout(name="Kahlenberg before breakfast", gear_label="Roadie")
        store_records(build_record(at=9, name="Morning climb"))
        create_workout(may_10_plus(days=1), name="A name that is long enough to need more than one line on a phone")
        create_workout(may_10_plus(days=2), name="Track", sport="run")
        create_workout(may_10_plus(days=2, hours=1), name="Other track", sport="run", distance_m=None)


def test_the_list_is_accessible_in_both_themes_and_fits_all_widths(page: Page, live_server: LiveServer) -> None:
    monitor = PageMonitor(page, live_server.url)
    for query in ("", "?sport=ride&missing=strava&year=x", "?q=nothing"):
        page.goto(f"/workouts/{query}")
        check_page(page)
    page.set_viewport_size({"width": 360, "height": 900})
    page.get_by_text("More filters").click()
    check_page(page)
    assert monitor.errors == []


def test_keys_move_through_the_rows_and_into_the_search(page: Page) -> None:
    page.goto("/workouts/?sort=oldest")
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    expect(page.get_by_label("Search")).to_have_value("")
    page.keyboard.type("jk")
    expect(page.get_by_label("Search")).to_have_value("jk")
    page.goto("/workouts/?sort=oldest")
    rows = page.get_by_role("rowheader").get_by_role("link")
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("j", 2), ("j", 3), ("j", 3), ("k", 2)):
        page.keyboard.press(key)
        expect(rows.nth(row)).to_be_focused()
    page.keyboard.press("?")
    for text in ("Search", "Next row", "Previous row", "Open the row"):
        expect(page.get_by_role("dialog")).to_contain_text(text)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/workouts/[0-9a-f-]{36}/"))


def test_a_choice_is_shown_at_once_and_stands_in_the_address(page: Page) -> None:
    page.goto("/workouts/")
    page.get_by_label("Sport", exact=True).select_option("Run")
    page.wait_for_url("**/workouts/?sport=run")
    expect(page.get_by_text("2 workouts fit, newest first.")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(2)
    page.get_by_label("Search").fill("OTHER")
    page.keyboard.press("Enter")
    page.wait_for_url("**/workouts/?q=OTHER&sport=run")
    expect(page.get_by_role("rowheader")).to_have_text(["Other track Run"])
    page.go_back()
    expect(page.get_by_role("rowheader")).to_have_count(2)
    expect(page.get_by_label("Search")).to_have_value("")
    page.get_by_role("link", name="Remove the filter Run").click()
    page.wait_for_url("**/workouts/")
    expect(page.get_by_role("rowheader")).to_have_count(4)


def test_a_whole_row_leads_to_its_workout(page: Page) -> None:
    page.goto("/workouts/?q=kahlenberg")
    page.get_by_role("cell", name="30.0 km").click(force=True)
    page.wait_for_url(re.compile(r"/workouts/[0-9a-f-]{36}/"))


def test_a_count_of_a_month_leads_to_the_list_and_its_row_to_the_month(page: Page) -> None:
    page.goto("/calendar/2026/")
    page.get_by_role("row", name="May").get_by_role("link", name="missing on Strava").click()
    page.wait_for_url("**/workouts/?year=2026&month=5&missing=strava")
    page.go_back()
    page.get_by_role("row", name="May").get_by_role("cell", name="km").click(force=True)
    page.wait_for_url("**/calendar/2026/05/")
    page.get_by_role("navigation", name="Calendar view").get_by_role("link", name="List").click()
    page.wait_for_url("**/workouts/?year=2026&month=5")
