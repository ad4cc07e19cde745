"""Calls the sandbox as an application does: for consent, for tokens, and for an athlete's data."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from providers.sandbox.server import Sandbox
from tests.waiting import TIMEOUT_S

CLIENT_AUTH = ("sandbox", "sandbox-secret")
CLIENT = dict(zip(("client_id", "client_secret"), CLIENT_AUTH, strict=True))
REDIRECT_URI = "http://localhost:8000/back/?next=/connections/"
SCOPES = "read,activity:read_all,activity:write,profile:read_all"


@dataclass
class Application:
    """An application has the tokens for one athlete's data."""

    sandbox: Sandbox
    tokens: dict[str, Any]

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """Calls the API with the access token."""
        url, headers = f"{self.sandbox.url}/api/v3{path}", {"Authorization": f"Bearer {self.tokens['access_token']}"}
        return requests.request(method, url, headers=headers, timeout=TIMEOUT_S, **options)

    def get(self, path: str) -> Any:
        """Returns the data of a GET, which must succeed."""
        response = self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    def refresh(self, refresh_token: str | None = None) -> requests.Response:
        """Requests fresh tokens, with the application's refresh token if no other is given."""
        token = refresh_token or self.tokens["refresh_token"]
        return request_tokens(self.sandbox, grant_type="refresh_token", refresh_token=token)


def request_tokens(sandbox: Sandbox, **fields: str) -> requests.Response:
    """Sends a POST to `/oauth/token`."""
    return requests.post(f"{sandbox.url}/oauth/token", data=CLIENT | fields, timeout=TIMEOUT_S)


def grant_access(sandbox: Sandbox, athlete_code: str, granted_scopes: str = SCOPES) -> Application:
    """Returns an application to which the athlete has granted these scopes."""
    code = sandbox.database.grants.create_code(athlete_code, frozenset(granted_scopes.split(",")))
    response = request_tokens(sandbox, grant_type="authorization_code", code=code)
    assert response.status_code == 200, response.text
    return Application(sandbox, response.json())


def submit_consent(sandbox: Sandbox, **fields: Any) -> requests.Response:
    """Sends the form of the consent page, and does not follow the redirect."""
    request = {"client_id": "sandbox", "redirect_uri": REDIRECT_URI, "state": "s/1", "asked": SCOPES}
    return requests.post(
        f"{sandbox.url}/oauth/authorize",
        data=request | {"scope": SCOPES.split(","), "decision": "authorize"} | fields,
        allow_redirects=False,
        timeout=TIMEOUT_S,
    )


def redirect_parameters(response: requests.Response) -> dict[str, str]:
    """Returns the parameters of a redirect, which the visitor brings to the application."""
    assert response.status_code == 302, response.text
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def read_error(response: requests.Response) -> tuple[int, str, str, str, str]:
    """Returns the status and message of an error, and the resource, field and code of its only entry."""
    [error] = response.json()["errors"]
    return response.status_code, response.json()["message"], error["resource"], error["field"], error["code"]
