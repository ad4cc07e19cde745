"""Tests how files are uploaded, watched and deleted in a browser."""

from itertools import count

import pytest
from django.test import Client
from playwright.sync_api import FilePayload, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import PageMonitor, check_page
from tests.faulty_proxy import FaultyProxy
from tests.files_pages.uploads import gpx_ride, morning_of, upload_and_read
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAG_SCRIPT = """(names) => {
    const transfer = new DataTransfer();
    for (const name of names) transfer.items.add(new File(["nothing"], name));
    const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
    for (const kind of ["dragover", "drop"]) dispatchEvent(new DragEvent(kind, options));
}"""

COLLECT_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries())).observe({ type: "layout-shift" });
"""
SHIFTS = """() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(
    () => resolve(window.shifts.map(({ value }) => value)))))"""


@pytest.fixture
def files_page(page: Page) -> Page:
    """Returns the files page, signed in as Alice."""
    page.goto("/files/")
    return page


def collect_posts(page: Page) -> list[str]:
    """Returns a list that receives the address of each POST from now on."""
    posts: list[str] = []

    def collect(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.url)

    page.on("request", collect)
    return posts


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    """Chooses the files as a person does."""
    chosen: list[FilePayload] = [{"name": name, "mimeType": "", "buffer": data} for name, data in files]
    page.set_input_files("#dropzone input[type=file]", chosen)


def test_chosen_files_are_sent_in_batches_and_watched_until_the_end(files_page: Page, live_server: LiveServer) -> None:
    monitor, posts = PageMonitor(files_page, live_server.url), collect_posts(files_page)
    check_page(files_page)
    choose(
        files_page,
        *[(f"{number}.gpx", gpx_ride(morning_of(number), seconds=600)) for number in range(24)],
        ("no.txt", b"nothing"),
    )
    expect(files_page.locator("#upload-status")).to_have_text("All 25 are here. You can leave this page.")
    assert [url.removeprefix(live_server.url) for url in posts] == [
        "/files/uploads/",
        "/files/known/",
        "/files/",
        "/files/known/",
        "/files/",
    ]
    expect(files_page.locator("#upload-run")).to_contain_text("Reading 25 files")
    run_jobs()
    expect(files_page.locator("#upload-run")).to_contain_text("24 workouts in May 2026")
    expect(files_page.locator("#upload-run-live")).to_have_text("All 25 files are read, 1 of them refused.")
    expect(files_page.locator("#upload-status")).to_be_empty()
    expect(files_page.locator("#file-list")).to_contain_text("1 refused")
    check_page(files_page)
    assert monitor.errors == []


def test_a_stored_file_is_not_sent_again(files_page: Page, alice_client: Client) -> None:
    upload_and_read(alice_client, ("first.gpx", gpx_ride()))
    posts = collect_posts(files_page)
    choose(files_page, ("again.gpx", gpx_ride()))
    expect(files_page.locator("#upload-run")).to_contain_text("1 already here")
    assert posts
    assert not any(url.endswith("/files/") for url in posts)


def test_too_many_files_are_refused_before_anything_is_sent(files_page: Page) -> None:
    posts = collect_posts(files_page)
    choose(files_page, *[(f"{number}.txt", b"x") for number in range(1001)])
    expect(files_page.locator("#upload-status")).to_contain_text(
        "1,001 files are too many; the limit is 1,000. Nothing was sent."
    )
    assert posts == []


def test_a_lost_connection_tells_what_arrived_and_what_to_do(files_page: Page) -> None:
    requests = count()
    files_page.route("**/files/known/", lambda route: route.abort() if next(requests) else route.continue_())
    choose(files_page, *[(f"{number}.txt", b"%d" % number) for number in range(30)])
    message = "The connection was lost. 20 files arrived. Add all of them again; those that arrived are skipped."
    expect(files_page.locator("#upload-status")).to_have_text(message)


def test_dropped_files_are_sent_and_the_dropzone_is_highlighted(files_page: Page) -> None:
    files_page.evaluate(DRAG_SCRIPT.replace('"dragover", "drop"', '"dragover"'), ["a.gpx"])
    expect(files_page.locator("#dropzone")).to_have_class("dropzone dropzone-active")
    files_page.evaluate(DRAG_SCRIPT, ["a.gpx", "b.gpx"])
    expect(files_page.locator("#dropzone")).to_have_class("dropzone")
    expect(files_page.locator("#upload-status")).to_have_text("All 2 are here. You can leave this page.")


def test_after_a_file_is_deleted_the_next_one_has_the_focus(files_page: Page, alice_client: Client) -> None:
    files = [(f"{number}.gpx", gpx_ride(morning_of(number), seconds=600)) for number in range(3)]
    upload_and_read(alice_client, *files)
    files_page.reload()
    files_page.get_by_role("link", name="Delete 1.gpx …").click()
    dialog = files_page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete 1.gpx and its activity?")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_have_count(0)
    files_page.get_by_role("link", name="Delete 1.gpx …").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(files_page.locator("tbody tr")).to_have_count(2)
    expect(dialog).to_have_count(0)
    expect(files_page.locator("tbody").get_by_role("link", name="0.gpx", exact=True)).to_be_focused()
    expect(files_page.locator("#toasts")).to_have_text("1.gpx deleted.")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_the_page_loads(files_page: Page, alice_client: Client, width: int) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()), ("b.txt", b"b"))
    files_page.set_viewport_size({"width": width, "height": 800})
    files_page.add_init_script(COLLECT_SHIFTS)
    files_page.reload(wait_until="networkidle")
    assert files_page.evaluate(SHIFTS) == []


def test_files_that_arrived_before_the_storage_failed_are_kept(files_page: Page, proxy: FaultyProxy) -> None:
    requests = count()

    def fail_after_first(route: Route) -> None:
        if next(requests):
            proxy.fail(500)
        route.continue_()

    files_page.route("**/files/known/", fail_after_first)
    choose(files_page, *[(f"{number}.gpx", gpx_ride(morning_of(number), seconds=600)) for number in range(24)])
    message = (
        "The file storage isn’t responding. None of these files were saved. "
        "20 files arrived. Add all of them again; those that arrived are skipped."
    )
    expect(files_page.locator("#upload-status")).to_have_text(message)
    expect(files_page.locator("#upload-status-live")).to_have_text(message)
    expect(files_page.locator("#upload-run")).to_contain_text("Reading 20 files")
