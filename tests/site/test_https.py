"""A hosted install serves HTTPS only, and believes only its own proxy about it."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.site.hosted_install import HOST_NAME, HTTPS_HEADERS

HTTP_HEADERS = HTTPS_HEADERS | {"x-forwarded-proto": "http"}
SIGN_IN_FORM = {"login": "alice@example.org", "password": "three or four words"}


@pytest.fixture
def https_client(hosted: Settings, db: None) -> Client:
    """Returns a client that uses HTTPS."""
    return Client(headers=HTTPS_HEADERS)


@pytest.mark.parametrize("address", ["/", "/privacy/?a=b", "/account/login/", "/nothing/", "/static/css/base.css"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_http_is_redirected_to_https_permanently(hosted: Settings, db: None, method: str, address: str) -> None:
    response = getattr(Client(headers=HTTP_HEADERS), method)(address)
    assert (response.status_code, response.headers["Location"]) == (301, f"https://{HOST_NAME}{address}")
    assert not response.cookies


@pytest.mark.parametrize("address", ["/", "/nothing/", "/static/nothing.css", "/health/live"])
def test_every_https_response_demands_https(https_client: Client, address: str) -> None:
    assert https_client.get(address).headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_the_response_to_an_unknown_host_demands_https(hosted: Settings, db: None) -> None:
    response = Client(headers=HTTPS_HEADERS | {"host": "elsewhere.example"}).get("/")
    assert response.status_code == 400
    assert response.headers["Strict-Transport-Security"]


def test_a_self_hosted_install_does_not_demand_https(client: Client, db: None) -> None:
    response = client.get("/", secure=True)
    assert response.status_code == 200
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize("host", [HOST_NAME, "localhost:8000", "127.0.0.1", "10.0.0.7:8000", "web", "", "no host{"])
def test_health_is_answered_without_https_and_under_any_host(hosted: Settings, host: str) -> None:
    response = Client(headers={"host": host}).get("/health/live")
    assert (response.status_code, response.content) == (200, b"alive\n")


def test_a_forwarded_host_is_ignored(https_client: Client) -> None:
    response = https_client.get("/settings/profile/", headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in f"{response.headers}{response.content.decode()}"
    redirect = Client(headers=HTTP_HEADERS | {"x-forwarded-host": "evil.example"}).get("/")
    assert redirect.headers["Location"] == f"https://{HOST_NAME}/"


def test_without_a_proxy_a_forwarded_scheme_is_ignored(settings: Settings, db: None) -> None:
    assert settings.SECURE_PROXY_SSL_HEADER is None
    settings.SECURE_SSL_REDIRECT = True
    assert Client(headers={"x-forwarded-proto": "https"}).get("/").status_code == 301


def test_cookies_are_for_this_host_and_https_only(https_client: Client, alice: Account) -> None:
    alice.set_password(SIGN_IN_FORM["password"])
    alice.save()
    assert https_client.post("/account/login/", SIGN_IN_FORM).status_code == 302
    https_client.get("/account/login/")
    assert {"__Host-sessionid", "__Host-csrftoken"} < set(https_client.cookies)
    for cookie in https_client.cookies.values():
        assert cookie.key.startswith("__Host-")
        attributes = {name: cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")}
        assert attributes == {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}


def test_a_cookie_that_could_be_set_over_http_does_not_sign_in(https_client: Client, alice: Account) -> None:
    https_client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert https_client.get("/settings/profile/").status_code == 302
    https_client.cookies["__Host-sessionid"] = https_client.cookies.pop("sessionid").value
    assert https_client.get("/settings/profile/").status_code == 200


@pytest.mark.parametrize(
    ("proxy_count", "forwarded", "last_status"),
    [
        (1, "198.51.100.{}, 203.0.113.9", 429),  # the proxy appends the address that it saw
        (0, "198.51.100.{}", 429),
        (1, "198.51.100.{}", 200),  # these are different clients
    ],
)
def test_a_forged_address_does_not_evade_the_rate_limit(
    hosted: Settings, db: None, proxy_count: int, forwarded: str, last_status: int
) -> None:
    hosted.ALLAUTH_TRUSTED_PROXY_COUNT = proxy_count
    for number in range(31):
        client = Client(headers=HTTPS_HEADERS | {"x-forwarded-for": forwarded.format(number)})
        response = client.post("/account/login/", SIGN_IN_FORM)
    assert response.status_code == last_status
