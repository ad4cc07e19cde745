"""A refused form or host name says the true cause; only the operator reads settings, and the log repeats nothing."""

import logging

import pytest
from django.db import OperationalError
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.markup import get_page, visible_text
from tests.site.hosted_install import HOST_NAME, HTTPS_HEADERS
from tests.site.operators import sign_in_client
from tracekit_site.models import ProxyFault
from tracekit_site.services import proxy_faults

SIGN_IN = "/account/login/"
SETTINGS = ("TRUSTED_PROXY_COUNT", "BASE_URL", "ALLOWED_HOSTS")

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy_faults, "_next_at", {})


def send_form(origin: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Sends a form with this Origin header; returns the status and the text of the page."""
    client = Client(enforce_csrf_checks=True, headers={"origin": origin, **(headers or {})})
    client.get(SIGN_IN)
    response = client.post(SIGN_IN)
    return response.status_code, visible_text(response.content.decode())


def our_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Returns the lines of our own loggers; those of Django about requests are discarded."""
    return [record.getMessage() for record in caplog.records if record.name.startswith("tracekit_site")]


@pytest.mark.parametrize(
    ("origin", "headers", "cause"),
    [
        ("https://testserver", {"x-forwarded-proto": "https"}, "tracekit was not told to believe a proxy"),
        ("https://testserver", {"x-forwarded-for": "192.0.2.1"}, "the proxy in front of tracekit did not say so"),
        ("https://testserver", {}, "the proxy in front of tracekit did not say so"),
        ("http://other.example", {}, "from a page at a different address"),
        ("https://testserver:9100", {"x-forwarded-proto": "https"}, "from a page at a different address"),
        ("null", {}, "did not say which page this form came from"),
        ("http://testserver", {}, "This page was open for too long"),
    ],
)
def test_a_refused_form_says_the_true_cause(origin: str, headers: dict[str, str], cause: str) -> None:
    status, text = send_form(origin, headers)
    assert status == 403
    assert cause in text
    assert "To be safe, nothing was changed." in text


def test_a_form_without_a_cookie_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post(SIGN_IN)
    assert response.status_code == 403
    assert "The browser sent no cookie with this form" in response.content.decode()


def test_a_proxy_that_is_trusted_is_not_called_unknown(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert "did not say so" in send_form("https://testserver", {"x-forwarded-proto": "http"})[1]


def test_a_script_gets_the_cause_as_json() -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://other.example", "accept": "application/json"})
    assert "from a page at a different address" in client.post("/files/uploads/").json()["problem"]


def test_an_unknown_host_is_named_beside_the_setting() -> None:
    response = Client(headers={"host": "<b>elsewhere.example"}).get("/")
    page = response.content.decode()
    assert response.status_code == 400
    assert "add it to ALLOWED_HOSTS" in page
    assert "Host name: &lt;b&gt;elsewhere.example" in page


def test_a_hosted_install_shows_strangers_the_cause_and_no_setting(hosted: Settings) -> None:
    hosted.HOSTED = True
    headers = {"host": HOST_NAME, "x-forwarded-proto": "https"}
    texts = [
        send_form("https://other.example", headers)[1],
        send_form(f"https://{HOST_NAME}:9100", headers)[1],
        visible_text(Client(headers=headers | {"host": "elsewhere.example"}).get("/").content.decode()),
    ]
    assert ["from a page at a different address" in text for text in texts] == [True, True, False]
    assert "a host name that it does not serve" in texts[2]
    for text in texts:
        assert not any(name in text for name in (*SETTINGS, "elsewhere.example")), text


def test_refusals_are_logged_once_a_minute_and_without_values(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        send_form("https://sentinel.example")
        Client(headers={"host": "sentinel.example"}).get("/sentinel/")
        send_form("null")
    lines = our_lines(caplog)
    assert len(lines) == 3
    assert "BASE_URL" in lines[0]
    assert "ALLOWED_HOSTS" in lines[1]
    assert "Referrer-Policy" in lines[2]
    assert "sentinel" not in "".join(lines)
    assert {record.levelno for record in caplog.records if record.name == proxy_faults.__name__} == {logging.WARNING}


def test_a_refusal_is_logged_again_after_a_minute(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    interval = proxy_faults.RECORD_INTERVAL
    for _ in range(2):
        send_form("https://other.example")
        send_form("null")
        ProxyFault.objects.update(seen_at=F("seen_at") - interval, logged_at=F("logged_at") - interval)
        earlier = {name: at - interval.total_seconds() for name, at in proxy_faults._next_at.items()}
        monkeypatch.setattr(proxy_faults, "_next_at", earlier)
    lines = our_lines(caplog)
    assert [lines.count(line) for line in set(lines)] == [2, 2]


def test_a_forwarded_page_costs_queries_once_a_minute(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client(headers={"x-forwarded-for": "192.0.2.1"})
    client.get("/privacy/")
    with django_assert_num_queries(0):
        client.get("/privacy/")


def test_another_process_does_not_log_within_the_same_minute(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_form("https://other.example")
    monkeypatch.setattr(proxy_faults, "_next_at", {})
    send_form("https://other.example")
    assert sum("BASE_URL" in record.getMessage() for record in caplog.records) == 1


def test_a_refusal_is_logged_while_the_database_is_out(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(ProxyFault.objects, "get_or_create", fail)
    Client(headers={"host": "elsewhere.example"}).get("/")
    [line] = our_lines(caplog)
    assert "ALLOWED_HOSTS" in line


def test_forwarding_headers_are_recorded_only_where_no_proxy_is_trusted(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    Client(headers={"x-forwarded-for": "192.0.2.1"}).get("/privacy/")
    assert not ProxyFault.objects.exists()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    Client(headers={"x-forwarded-for": "192.0.2.1"}).get("/health/live")
    assert not ProxyFault.objects.exists(), "a monitor beside the proxy asks, too"
    Client(headers={"x-forwarded-for": "192.0.2.1"}).get("/privacy/")
    assert list(ProxyFault.objects.values_list("kind", flat=True)) == ["untrusted_proxy"]


def test_a_fault_is_reported_for_a_day() -> None:
    Client(headers={"x-forwarded-for": "192.0.2.1"}).get("/privacy/")
    assert len(proxy_faults.reported_faults()) == 1
    ProxyFault.objects.update(seen_at=F("seen_at") - proxy_faults.REPORTED_FOR)
    assert proxy_faults.reported_faults() == []


def test_a_page_without_forwarding_headers_costs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/privacy/")
        client.get("/health/live")


def test_a_hosted_install_logs_that_the_proxy_does_not_say_https(
    hosted: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"host": HOST_NAME, "x-forwarded-for": "203.0.113.9"}
    assert Client(headers=headers).get("/").status_code == 301
    assert "Let it send X-Forwarded-Proto" in caplog.text
    caplog.clear()
    Client(headers=HTTPS_HEADERS).get("/")
    assert [record.name for record in caplog.records] == ["tracekit.requests"]  # the line of every request


def test_the_operator_reads_which_setting_is_missing(operator: Account) -> None:
    client = sign_in_client(operator)
    assert not any(name in get_page(client, "/operator/") for name in SETTINGS)
    Client(headers={"x-forwarded-for": "192.0.2.1"}).get("/privacy/")
    Client(headers={"host": "elsewhere.example"}).get("/")
    send_form("https://other.example")
    page = get_page(client, "/operator/")
    assert all(name in page for name in SETTINGS)
    assert "elsewhere.example" not in page
