"""Sending, watching and deleting files in a browser."""

from itertools import count

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import PageMonitor, check_page
from tests.files_pages.sent import bring, day, ride
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

DROP = """(names) => {
    const transfer = new DataTransfer();
    for (const name of names) transfer.items.add(new File(["nothing"], name));
    const said = { dataTransfer: transfer, bubbles: true, cancelable: true };
    for (const kind of ["dragover", "drop"]) dispatchEvent(new DragEvent(kind, said));
}"""


@pytest.fixture
def files_page(page: Page) -> Page:
    """Returns the files page, signed in as Alice."""
    page.goto("/files/")
    return page


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    """Chooses the files as a person does."""
    chosen: list[FilePayload] = [{"name": name, "mimeType": "", "buffer": data} for name, data in files]
    page.set_input_files("#dropzone input[type=file]", chosen)


def test_chosen_files_are_sent_in_parcels_and_watched_until_the_end(files_page, live_server):
    monitor, parcels = PageMonitor(files_page, live_server.url), []
    files_page.on(
        "request", lambda one: parcels.append(one.url.removeprefix(live_server.url)) if one.method == "POST" else None
    )
    check_page(files_page)
    choose(
        files_page, *[(f"{number}.gpx", ride(day(number), seconds=600)) for number in range(24)], ("no.txt", b"nothing")
    )
    expect(files_page.locator("#upload-status")).to_have_text("All 25 are here. You can leave this page. It goes on.")
    assert parcels == ["/files/uploads/", "/files/known/", "/files/", "/files/known/", "/files/"]
    expect(files_page.locator("#upload-run")).to_contain_text("Reading 25 files")
    run_jobs()
    expect(files_page.locator("#upload-run")).to_contain_text("24 workouts in May 2026")
    expect(files_page.locator("#upload-run-live")).to_have_text("All 25 files are read, 1 of them refused.")
    expect(files_page.locator("#file-list")).to_contain_text("1 refused")
    check_page(files_page)
    assert monitor.errors == []


def test_what_is_here_is_not_sent_again(files_page, alice_client):
    bring(alice_client, ("first.gpx", ride()))
    sent = []
    files_page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    choose(files_page, ("again.gpx", ride()))
    expect(files_page.locator("#upload-run")).to_contain_text("1 already here")
    assert not any(url.endswith("/files/") for url in sent)


def test_too_many_are_said_before_anything_is_sent(files_page):
    sent: list[str] = []
    files_page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    choose(files_page, *[(f"{number}.txt", b"x") for number in range(1001)])
    expect(files_page.locator("#upload-status")).to_contain_text(
        "These are 1,001 files. Up to 1,000 go at once; nothing was sent."
    )
    assert sent == []


def test_a_lost_connection_says_what_arrived_and_what_to_do(files_page):
    asked = count()
    files_page.route("**/files/known/", lambda route: route.abort() if next(asked) else route.continue_())
    choose(files_page, *[(f"{number}.txt", b"%d" % number) for number in range(30)])
    said = "The connection was lost. 20 files arrived. Drop the folder again; those are skipped."
    expect(files_page.locator("#upload-status")).to_have_text(said)


def test_dropped_files_are_sent_and_the_zone_lights(files_page):
    files_page.evaluate(DROP.replace('"dragover", "drop"', '"dragover"'), ["a.gpx"])
    expect(files_page.locator("#dropzone")).to_have_class("dropzone dropzone-active")
    files_page.evaluate(DROP, ["a.gpx", "b.gpx"])
    expect(files_page.locator("#dropzone")).to_have_class("dropzone")
    expect(files_page.locator("#upload-status")).to_have_text("All 2 are here. You can leave this page. It goes on.")


def test_a_deleted_row_goes_and_the_next_one_has_the_focus(files_page, alice_client):
    bring(alice_client, *[(f"{number}.txt", b"%d" % number) for number in range(3)])
    files_page.reload()
    files_page.get_by_role("link", name="Delete 1.txt …").click()
    dialog = files_page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete 1.txt?")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_have_count(0)
    files_page.get_by_role("link", name="Delete 1.txt …").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(files_page.locator("tbody tr")).to_have_count(2)
    expect(dialog).to_have_count(0)
    expect(files_page.locator("tbody").get_by_role("link", name="0.txt", exact=True)).to_be_focused()


def test_a_store_that_does_not_answer_is_said_and_what_arrived_before_is_kept(files_page, proxy):
    sent = count()
    files_page.route("**/files/known/", lambda route: (next(sent) and proxy.fail(500), route.continue_()))
    choose(files_page, *[(f"{number}.gpx", ride(day(number), seconds=600)) for number in range(24)])
    said = (
        "The store of files does not answer. Nothing of this parcel was kept. "
        "20 files arrived. Drop the folder again; those are skipped."
    )
    expect(files_page.locator("#upload-status")).to_have_text(said)
    expect(files_page.locator("#upload-status-live")).to_have_text(said)
    expect(files_page.locator("#upload-run")).to_contain_text("Reading 20 files")
