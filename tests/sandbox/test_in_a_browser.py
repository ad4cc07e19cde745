"""The sandbox's pages in a browser: at any width, light and dark, with a keyboard and without a script."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.journey.browser import Watch, chromium, look, new_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


class Back(BaseHTTPRequestHandler):
    """The application that visitors go back to."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Back</title><link rel=icon href=data:,><p>Back again")

    def log_message(self, *_):
        pass


@pytest.fixture
def back() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Back)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium() as browser:
        page = new_page(browser)
        yield page


def test_every_page_can_be_used_by_everyone(sandbox, page):
    watch = Watch(page, sandbox.url)
    page.goto(sandbox.url)
    look(page)
    page.get_by_label("With").select_option("small")
    page.get_by_role("button", name="Make an athlete").click()
    expect(page.get_by_role("heading", name="12 activities")).to_be_visible()
    page.get_by_text("Change it here").first.click()
    page.get_by_label("Name").first.fill("Renamed there")
    page.get_by_role("button", name="Rename there").first.click()
    expect(page.get_by_role("heading", name="Renamed there")).to_be_visible()
    page.get_by_label("Let the next calls fail with").select_option("html")
    page.get_by_role("button", name="Add the fault").click()
    expect(page.get_by_text("html,")).to_be_visible()
    page.get_by_text("Change it here").first.click()
    look(page)
    assert watch.wrong == []


def test_a_visitor_says_yes_and_goes_back(sandbox, page, back):
    wrong = Watch(page, sandbox.url).wrong
    asked = f"client_id=sandbox&redirect_uri={back}/there/&scope=read,activity:read_all,activity:write&state=s"
    page.goto(f"{sandbox.url}/oauth/authorize?{asked}")
    look(page)
    page.get_by_label("an athlete that you have").check()
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("alert")).to_contain_text("No athlete has that code")
    look(page)
    page.get_by_label("a new made-up athlete").check()
    page.get_by_label("Change activities").uncheck()
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text("Back again")).to_be_visible()
    assert page.url.startswith(f"{back}/there/?state=s&code=")
    assert page.url.endswith("scope=read%2Cactivity%3Aread_all")
    assert [each for each in wrong if not each.startswith(back) and "422" not in each] == []
