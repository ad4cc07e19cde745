"""Lets the requests of a page fail: without an answer, or with the error pages that tracekit answers with."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.template.loader import render_to_string
from playwright.sync_api import Page, Route

NO_ANSWER = 0
"""This fault is a server that does not answer at all."""
FAULTS = (NO_ANSWER, 403, 429, 500, 503)
ASSETS = ("stylesheet", "script", "image", "manifest")


@contextmanager
def failing(page: Page, fault: int) -> Iterator[None]:
    """Lets everything but the assets of a page fail."""

    def fail(route: Route) -> None:
        if route.request.resource_type in ASSETS:
            route.fallback()
        elif fault == NO_ANSWER:
            route.abort("connectionrefused")
        else:
            route.fulfill(status=fault, content_type="text/html", body=error_page(fault))

    page.route("**/*", fail)
    try:
        yield
    finally:
        page.unroute("**/*", fail)


def error_page(status: int) -> str:
    """Returns the page that tracekit answers with."""
    return render_to_string(f"{status}.html", {"refusal_message": "Nothing was changed.", "code": "1"})
