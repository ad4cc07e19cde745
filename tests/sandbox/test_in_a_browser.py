"""Anybody can use the sandbox's pages in a browser: at any width, light and dark, by keyboard and without a script."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page, expect

from providers.sandbox.server import Sandbox
from tests.browser import PageMonitor, check_page

pytestmark = [pytest.mark.browser]


class CallbackHandler(BaseHTTPRequestHandler):
    """Answers as the application to which visitors return."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Back</title><link rel=icon href=data:,><p>Back again")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def application_url() -> Iterator[str]:
    """Yields the address of the application to which visitors return."""
    server = HTTPServer(("127.0.0.1", 0), CallbackHandler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_every_page_is_accessible_at_any_width(sandbox: Sandbox, anonymous_page: Page) -> None:
    page, monitor = anonymous_page, PageMonitor(anonymous_page, sandbox.url)
    page.goto(sandbox.url)
    check_page(page)
    page.get_by_label("With").select_option("small")
    page.get_by_role("button", name="Create athlete").click()
    expect(page.get_by_role("heading", name="12 activities")).to_be_visible()
    page.get_by_text("Change it here").first.click()
    page.get_by_label("Name").first.fill("Renamed there")
    page.get_by_role("button", name="Rename").first.click()
    expect(page.get_by_role("heading", name="Renamed there")).to_be_visible()
    page.get_by_label("Let the next calls fail with").select_option("html")
    page.get_by_role("button", name="Add fault").click()
    expect(page.get_by_text("html,")).to_be_visible()
    page.get_by_text("Change it here").first.click()
    check_page(page)
    assert monitor.errors == []


def test_a_visitor_grants_access_and_returns_to_the_application(
    sandbox: Sandbox, anonymous_page: Page, application_url: str
) -> None:
    page, monitor = anonymous_page, PageMonitor(anonymous_page, sandbox.url)
    redirect_uri = f"{application_url}/callback/"
    query = f"client_id=sandbox&redirect_uri={redirect_uri}&scope=read,activity:read_all,activity:write&state=s"
    page.goto(f"{sandbox.url}/oauth/authorize?{query}")
    check_page(page)
    page.get_by_label("an existing athlete").check()
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("alert")).to_contain_text("No athlete has that code")
    check_page(page)
    page.get_by_label("a new fictional athlete").check()
    page.get_by_label("Change activities").uncheck()
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text("Back again")).to_be_visible()
    assert page.url.startswith(f"{redirect_uri}?state=s&code=")
    assert re.search(r"scope=read%2Cactivity%3Aread_all&sandbox_code=[a-z0-9]{16}$", page.url)
    assert [error for error in monitor.errors if not error.startswith(application_url) and "422" not in error] == []
