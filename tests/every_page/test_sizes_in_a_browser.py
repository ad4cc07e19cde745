"""Whatever can be pressed is large enough for a mouse, and on touch for a finger; nothing narrow breaks or overlaps."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from activities.models import SourceFile
from tests.browser import launch_chromium, new_page, sign_in_page
from tests.every_page.pages import open_pages
from tests.write_back.factories import Ride

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOUSE_PX, FINGER_PX = 24, 40
NARROWEST_PX = 320
"""Pages need no more: https://www.w3.org/WAI/WCAG22/Understanding/reflow.html."""
WIDE_ELEMENTS = """() => [...document.body.querySelectorAll("*")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map(({ outerHTML }) => outerHTML.slice(0, 150))"""
SMALL_TARGETS = """(minimum) => {
  const isText = (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim();
  const isInline = (element) => getComputedStyle(element).display === "inline";
  const isInText = (element) => isInline(element) && [...element.parentElement.childNodes].some(isText);
  const isSmall = ({ width, height }) => width && (height < minimum - 0.1 || width < 24);
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter((element) => !element.closest("[popover], .skip-link") && !isInText(element))
    .map((element) => element.closest("label") ?? element)
    .filter((element) => getComputedStyle(element, "::after").position !== "absolute")
    .filter((element) => isSmall(element.getBoundingClientRect()))
    .map((element) => element.outerHTML);
}"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".axis-text")].map((text) => text.getBoundingClientRect())
    .filter(({ width }) => width).sort((a, b) => a.left - b.left);
  return boxes.filter((box, index) => index && boxes[index - 1].right > box.left - 2).length;
}"""
WIDTHS_OF_BARS = "() => [...document.querySelectorAll('tbody .month-table-complete svg')].map((bar) => bar.clientWidth)"


@pytest.fixture
def touch_page(live_server: LiveServer, alice_client: Client) -> Iterator[Page]:
    """Yields a page on a phone that is signed in as Alice."""
    with launch_chromium() as browser:
        page = new_page(
            browser, base_url=live_server.url, viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True
        )
        sign_in_page(page, alice_client, live_server)
        yield page


def small_targets(page: Page, paths: list[str], minimum: int) -> dict[str, list[str]]:
    """Returns the markup of targets that are smaller, by page."""
    targets_by_path = {}
    for path in paths:
        page.goto(path)
        targets_by_path[path] = page.evaluate(SMALL_TARGETS, minimum)
    return {path: targets for path, targets in targets_by_path.items() if targets}


def test_targets_are_large_enough_for_a_mouse(paths: list[str], page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    assert small_targets(page, paths, MOUSE_PX) == {}


def test_targets_are_large_enough_for_a_finger(paths: list[str], touch_page: Page) -> None:
    assert small_targets(touch_page, paths, FINGER_PX) == {}


def test_links_to_originals_are_large_enough_for_a_finger(ride: Ride, touch_page: Page) -> None:
    SourceFile.objects.update(content="kept.fit")
    touch_page.goto("/review/")
    links = touch_page.get_by_role("link", name="Download the original")
    heights = links.evaluate_all("links => links.map((link) => link.getBoundingClientRect().height)")
    assert heights
    assert min(heights) >= FINGER_PX


def wide_elements(page: Page, paths: list[str]) -> dict[str, list[str]]:
    """Returns what reaches beyond the right edge of each page that scrolls sideways."""
    elements_by_path = {}
    for path in paths:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            elements_by_path[path] = page.evaluate(WIDE_ELEMENTS)
    return elements_by_path


def test_no_page_scrolls_sideways_on_the_narrowest_screen(paths: list[str], page: Page) -> None:
    page.set_viewport_size({"width": NARROWEST_PX, "height": 700})
    assert wide_elements(page, paths) == {}
    page.context.clear_cookies()
    assert wide_elements(page, open_pages(Client(), [""])) == {}


def test_a_phone_is_not_asked_to_drop_files(ride: Ride, touch_page: Page) -> None:
    touch_page.goto("/files/")
    assert "Drop" not in touch_page.locator("#dropzone").inner_text()
    assert "drop" not in touch_page.locator("#dropzone").inner_text()


def test_a_tablet_shows_the_agenda_and_whole_bars(ride: Ride, page: Page) -> None:
    page.set_viewport_size({"width": 768, "height": 900})
    day = ride.workout.leader.local_date
    page.goto(f"/calendar/{day:%Y/%m}/")
    assert page.locator(".day:not(.day-empty) .day-weekday").first.is_visible()
    page.goto(f"/calendar/{day:%Y}/")
    widths = page.evaluate(WIDTHS_OF_BARS)
    assert widths
    assert min(widths) > 400


def test_a_phone_labels_the_axis_without_overlaps_and_each_value_by_its_source(ride: Ride, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/workouts/{ride.workout.pk}/")
    assert page.locator(".axis-text:visible").count() > 1
    assert page.evaluate(OVERLAPS) == 0
    labels = page.locator(".comparison td").evaluate_all("cells => cells.map((cell) => cell.dataset.label)")
    assert set(labels) == {"File", "Strava"}
    assert page.locator(".comparison code").all_inner_texts() == [ride.provider_id]
