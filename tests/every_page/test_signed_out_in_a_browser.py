"""When its session has ended, the whole page asks to sign in: that page is never put into a part of another one."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from providers.models import Pull
from providers.sandbox.server import Sandbox
from providers.services.start_pull import start_pull
from tests.activities.factories import ride_files, upload_files
from tests.browser import sign_in_page
from tests.factories import PASSWORD
from tests.write_back.factories import Ride

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT_SWAPS = """document.addEventListener("htmx:beforeSwap", () => {
  sessionStorage.swaps = Number(sessionStorage.swaps ?? 0) + 1;
});"""
SWAPS = "Number(sessionStorage.swaps ?? 0)"


def end_session(page: Page) -> None:
    """Lets the session end, as it does in time; swaps are counted from here on."""
    page.context.clear_cookies(name="sessionid")
    page.evaluate("sessionStorage.clear()")


def expect_sign_in(page: Page, path: str) -> None:
    """Checks that the whole page asks to sign in, and that nothing was put into the page before."""
    expect(page).to_have_url(re.compile(re.escape(f"/account/login/?next={quote(path)}") + "$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert page.evaluate(SWAPS) == 0


def test_a_poll_leads_to_sign_in(ride: Ride, page: Page, alice_client: Client, live_server: LiveServer) -> None:
    page.add_init_script(COUNT_SWAPS)
    row = ride.request_rename()
    upload_files(ride_files(2))
    start_pull(ride.connection, Pull.Kind.FULL)
    page.clock.install()
    for path in (f"/writes/{row.pk}/", f"/workouts/{ride.workout.pk}/", "/files/", "/sync/"):
        sign_in_page(page, alice_client, live_server)
        page.goto(path)
        with page.expect_response(lambda response: response.request.resource_type == "xhr"):
            page.clock.fast_forward(6000)
        end_session(page)
        page.clock.fast_forward(6000)
        expect_sign_in(page, path)


def test_the_poll_of_a_demo_leads_to_sign_in(
    sandbox: Sandbox, page: Page, client: Client, live_server: LiveServer
) -> None:
    page.clock.install()
    client.post("/demo/start/")
    sign_in_page(page, client, live_server)
    page.goto("/demo/")
    end_session(page)
    page.clock.fast_forward(6000)
    expect_sign_in(page, "/demo/")


def test_a_pressed_button_leads_to_sign_in_and_from_there_back(ride: Ride, alice: Account, page: Page) -> None:
    page.add_init_script(COUNT_SWAPS)
    page.goto("/review/")
    end_session(page)
    page.get_by_role("button", name="Rename on Strava").click()
    expect_sign_in(page, "/review/")
    page.get_by_label("Email").fill(alice.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Rename on Strava")).to_be_visible()
    assert ride.count_writes() == 0
