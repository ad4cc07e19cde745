"""Whatever fails, a control says so in a sentence where it stands, loses nothing, and works again afterwards.

There are four kinds of controls. What htmx sends shows the sentence beside itself, and so does what htmx polls: both
are tested here. The scripts that upload files and ask for passkeys have a place for it, and every other form and link
leads to an error page.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from providers.models import Pull
from providers.sandbox.server import Sandbox
from providers.services.start_pull import start_pull
from tests.activities.factories import ride_files, upload_files
from tests.browser import sign_in_page
from tests.every_page.faults import FAULTS, NO_ANSWER, failing
from tests.write_back.factories import Ride

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ERROR = ".request-error"
CLICKED = "main :is(a, form, button):is([hx-get], [hx-post])"
SHADOWING_FIELDS = """() => [...document.querySelectorAll("form [name]")]
  .filter(({ name }) => name in document.createElement("form")).map(({ name }) => name)"""
"""These fields would hide a member of their form from htmx and from our scripts."""
POLLS = "main [hx-trigger*=every]"
POLL_GOES_ON = "The server doesn’t answer right now. This page keeps trying."
POLL_ENDS = "This part of the page could not be updated. Reload the page."


def answer_nothing(route: Route) -> None:
    """Answers a request without content, so that htmx changes nothing."""
    route.fulfill(status=204)


def check_failures(page: Page, control: Locator, press: Callable[[], None]) -> None:
    """Checks that pressing a control says what failed, again and again, and that the control works afterwards."""
    error = control.locator("xpath=following-sibling::*[1]").and_(page.locator(ERROR))
    before = control.inner_html()
    for fault in FAULTS:
        with failing(page, fault):
            press()
            expect(error).to_have_text(expected_message(fault))
        assert control.inner_html() == before
    page.route("**/*", answer_nothing)
    with page.expect_response(lambda response: response.status == 204):
        press()
    expect(error).to_have_count(0)
    page.unroute("**/*", answer_nothing)


def expected_message(fault: int) -> str:
    """Returns the sentence for a control that was pressed."""
    return {
        NO_ANSWER: "The server can’t be reached. Check your connection, then try again.",
        403: "Nothing was changed.",
        429: "Too many requests, so nothing was done. Wait a minute, then try again.",
        500: "Something went wrong on our side. Reload the page to see what was saved.",
        503: "tracekit is not available right now. Try again in a minute.",
    }[fault]


def test_what_htmx_sends_says_what_failed_beside_it(paths: list[str], page: Page) -> None:
    count = dialogs = 0
    for path in paths:
        page.goto(path)
        assert page.evaluate(SHADOWING_FIELDS) == [], path
        page.locator(".change-choice input").evaluate_all("all => all.forEach((choice) => choice.click())")
        page.locator("main details").evaluate_all("all => all.forEach((details) => { details.open = true; })")
        for control in page.locator(CLICKED).all():
            for button in buttons_of(control):
                check_failures(page, control, button.click)
                count += 1
            if control.get_attribute("hx-target") == "#dialogs":
                control.click()
                dialogs += check_dialog(page)
    print(f"{count} controls of htmx and {dialogs} in dialogs, on {len(paths)} pages, failed in {len(FAULTS)} ways")  # noqa: T201
    assert count > 10
    assert dialogs


def buttons_of(control: Locator) -> list[Locator]:
    """Returns what is pressed: the buttons that send a form, or the link or button that sends a request of its own."""
    if control.evaluate("control => control.tagName") != "FORM":
        return [control] if control.is_visible() else []
    return control.locator("button:visible:not([aria-disabled=true], [hx-post], [type=button])").all()


def check_dialog(page: Page) -> int:
    """Checks the form of a dialog when htmx sends it, and closes the dialog; returns the number of those forms."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    forms = dialog.locator("form[hx-post]").all()
    for form in forms:
        check_failures(page, form, form.locator("button").click)
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_have_count(0)
    return len(forms)


def test_what_htmx_polls_says_that_it_keeps_trying(ride: Ride, page: Page) -> None:
    row = ride.request_rename()
    upload_files(ride_files(2))
    page.clock.install()
    start_pull(ride.connection, Pull.Kind.FULL)
    for path in (f"/writes/{row.pk}/", f"/workouts/{ride.workout.pk}/", "/files/", "/sync/"):
        check_poll(page, path)


def test_a_demo_that_is_set_up_says_that_it_keeps_trying(
    sandbox: Sandbox, page: Page, client: Client, live_server: LiveServer
) -> None:
    page.clock.install()
    client.post("/demo/start/")
    sign_in_page(page, client, live_server)
    check_poll(page, "/demo/")


def check_poll(page: Page, path: str) -> None:
    """Checks the first part of a page that polls: one sentence while the server fails, none afterwards."""
    page.goto(path)
    error = page.locator(f"{POLLS} + {ERROR}")
    for fault in FAULTS:
        with failing(page, fault):
            with page.expect_event("requestfinished" if fault else "requestfailed"):
                page.clock.fast_forward(6000)
            expect(error).to_have_text(POLL_ENDS if fault == 403 else POLL_GOES_ON)
    expect(page.locator(POLLS)).to_have_count(1)
    with page.expect_response(lambda response: response.ok):
        page.clock.fast_forward(6000)
    expect(error).to_have_count(0)
