"""Every address on every page begins with the path in BASE_URL, whether or not the proxy passes that path on."""

import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import set_script_prefix
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.factories import ActivityFactory, SourceFileFactory

ADDRESS = re.compile(r'(?:href|src|action|hx-get|hx-post|data-[a-z-]*url)="(/[^"#]*)')
STATIC = "/static/"


@pytest.fixture
def path_prefix(settings: Settings) -> Iterator[str]:
    """Yields the path under which tracekit is served."""
    settings.FORCE_SCRIPT_NAME = "/tracekit"
    set_script_prefix("/tracekit/")  # a server does this for each request
    yield "/tracekit"
    set_script_prefix("/")


def read_addresses(client: Client, address: str) -> set[str]:
    """Returns the addresses on a page, static files aside; none when it redirects, is a file or takes forms only."""
    response = client.get(address)
    assert response.status_code < 500, address
    is_page = response.headers.get("Content-Type", "").startswith("text/html") and response.status_code == 200
    addresses = set(ADDRESS.findall(response.content.decode())) if is_page else set()
    return {name for name in addresses if not name.startswith(STATIC)} | {response.headers.get("Location", address)}


def test_no_page_leads_out_of_the_path(alice_client: Client, as_alice: Account, path_prefix: str) -> None:
    SourceFileFactory.create()
    ActivityFactory.create()
    waiting, visited = ["/tracekit/", "/tracekit/files/"], set[str]()
    while waiting:
        address = waiting.pop()
        visited.add(address)
        for link in read_addresses(alice_client, address.replace("&amp;", "&")):
            assert f"{link}/".startswith("/tracekit/"), (address, link)
            waiting += [link] if link not in {*visited, *waiting} and "logout" not in link else []
    assert len(visited) > 20


@pytest.mark.parametrize("address", ["/privacy/", "/tracekit/privacy/"])
def test_the_proxy_may_pass_the_path_on_or_not(client: Client, db: None, path_prefix: str, address: str) -> None:
    page = client.get(address).content.decode()
    assert 'href="/tracekit/privacy/"' in page


def test_another_path_is_not_removed(client: Client, db: None, path_prefix: str) -> None:
    assert client.get("/tracekitten/privacy/").status_code == 404


def test_the_limit_of_a_body_is_that_of_its_page(alice_client: Client, path_prefix: str, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    form = "much=" + "x" * 100
    form_type = "application/x-www-form-urlencoded"
    assert alice_client.post("/tracekit/privacy/", form, form_type).status_code == 413
    file = SimpleUploadedFile("ride.gpx", b"x" * 100)
    assert alice_client.post("/tracekit/files/", {"files": file}).status_code in (302, 303)
