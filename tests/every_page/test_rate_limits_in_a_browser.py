"""A page waits a rate limit out by itself: it says until when, and sends again what calls no platform."""

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.fixtures import Settings

from accounts.models import Account
from matching.models import Workout
from tests.files_pages.test_in_a_browser import choose, collect_posts
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.write_back.factories import Ride
from tracekit_site import rate_limits
from tracekit_site.rate_limits import Limit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NONE, ALL = (Limit(0, 60),), ()
TIME = r"\d+:\d\d:\d\d [AP]M\."
GOES_ON = re.compile(r"^Too many requests in a short time\. This goes on by itself at " + TIME)
RETRY_LATER = re.compile(r"^Too many requests in a short time\. Nothing was done\. Try again at " + TIME)
WINDOW_MS = 62_000
"""A limit for a minute has ended after this time, whenever its minute began."""


@pytest.fixture
def limits(settings: Settings) -> Iterator[dict[str, tuple[Limit, ...]]]:
    """Yields the limits of the server, none of which allows anything at first."""
    settings.ACCOUNT_LIMITS = dict.fromkeys(("forms", "rows", "platforms"), NONE) | {"uploads": ALL}
    with patch.object(rate_limits, "_uncounted_until", 0.0):
        yield settings.ACCOUNT_LIMITS


@pytest.fixture
def question(as_alice: Account, page: Page, limits: dict[str, tuple[Limit, ...]]) -> Locator:
    """Returns the button that answers the only question of Alice, on a page whose clock can be moved."""
    create_workout()
    create_workout(may_10_plus(hours=1))
    page.clock.install()
    page.goto("/possible/")
    return page.get_by_role("button", name="Same workout")


def test_a_refused_form_is_sent_again_when_its_time_is_over(
    question: Locator, page: Page, limits: dict[str, tuple[Limit, ...]]
) -> None:
    question.click()
    expect(page.locator(".request-error")).to_have_text(GOES_ON)
    assert Workout.objects.count() == 2
    limits["rows"] = ALL
    page.clock.fast_forward(WINDOW_MS)
    expect(question).to_have_count(0)
    expect(page.locator(".request-error")).to_have_count(0)
    assert Workout.objects.count() == 1


def test_a_refused_form_is_sent_again_once(question: Locator, page: Page) -> None:
    posts = collect_posts(page)
    question.click()
    expect(page.locator(".request-error")).to_have_text(GOES_ON)
    page.clock.fast_forward(WINDOW_MS)
    expect(page.locator(".request-error")).to_have_text(RETRY_LATER)
    page.clock.fast_forward(WINDOW_MS)
    expect(page.locator(".request-error")).to_have_text(RETRY_LATER)
    assert len(posts) == 2


def test_whoever_presses_again_sends_the_form_once(
    question: Locator, page: Page, limits: dict[str, tuple[Limit, ...]]
) -> None:
    question.click()
    expect(page.locator(".request-error")).to_have_text(GOES_ON)
    limits["rows"] = ALL
    posts = collect_posts(page)
    question.click()
    expect(question).to_have_count(0)
    page.clock.fast_forward(WINDOW_MS)
    expect(page.locator(".request-error")).to_have_count(0)
    assert len(posts) == 1


def test_a_refused_write_back_is_never_sent_again_by_the_page(
    ride: Ride, page: Page, limits: dict[str, tuple[Limit, ...]]
) -> None:
    page.clock.install()
    page.goto(f"/workouts/{ride.workout.pk}/")
    posts, button = collect_posts(page), page.get_by_role("button", name="Rename on Strava")
    button.click()
    expect(page.locator(".request-error")).to_have_text(RETRY_LATER)
    limits["platforms"] = ALL
    page.clock.fast_forward(WINDOW_MS)
    expect(page.locator(".request-error")).to_have_text(RETRY_LATER)
    assert len(posts) == 1
    button.click()
    expect(page.locator(".progress-steps")).to_be_visible()
    assert len(posts) == 2


def test_an_upload_goes_on_by_itself(page: Page, alice_client: Client, limits: dict[str, tuple[Limit, ...]]) -> None:
    page.clock.install()
    page.goto("/files/")
    limits["rows"] = ALL
    page.route("**/files/known/", lambda route: (limits.update(rows=NONE), route.continue_()))
    choose(page, *[(f"{number}.txt", b"%d" % number) for number in range(25)])
    status = page.locator("#upload-status")
    expect(status).to_have_text(
        re.compile(
            r"^Too much was sent in a short time\. The upload goes on by itself at " + TIME + " Keep this page open"
        )
    )
    page.unroute("**/files/known/")
    limits["rows"] = ALL
    page.clock.fast_forward(WINDOW_MS)
    expect(status).to_have_text("All 25 are here. You can leave this page.")
    assert alice_client.get("/files/").status_code == 200


@pytest.mark.usefixtures("limits")
def test_a_refused_form_without_a_script_leads_to_a_page_that_says_how_long(page: Page) -> None:
    page.goto("/settings/profile/")
    with page.expect_response(lambda response: response.request.method == "POST") as refusal:
        page.get_by_role("button", name="Save").click()
    assert refusal.value.status == 429
    expect(page.locator(".error-page")).to_contain_text("so nothing was done this time. It works again in")
