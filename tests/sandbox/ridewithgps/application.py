"""Calls the sandbox's RideWithGPS as an application does: for consent, for a token, and for a user's data."""

from dataclasses import dataclass
from typing import Any

import requests

from providers.sandbox.ridewithgps.oauth import create_code
from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT, REDIRECT_URI
from tests.waiting import TIMEOUT_S


@dataclass
class RideWithGpsApplication:
    """An application has the token for one user's data."""

    sandbox: Sandbox
    token: dict[str, Any]

    @property
    def user_id(self) -> int:
        """Returns the id that came with the token."""
        user_id: int = self.token["user_id"]
        return user_id

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """Calls the API with the access token."""
        url, headers = f"{base_url(self.sandbox)}{path}", {"Authorization": f"Bearer {self.token['access_token']}"}
        return requests.request(method, url, headers=headers, timeout=TIMEOUT_S, **options)

    def get(self, path: str) -> Any:
        """Returns the data of a GET, which must succeed."""
        response = self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    def trips(self, query: str = "page_size=200") -> list[dict[str, Any]]:
        """Returns a page of trips, with 200 of them if the query names no other size."""
        trips: list[dict[str, Any]] = self.get(f"/api/v1/trips.json?{query}")["trips"]
        return trips

    def changes(self, since: str = "1970-01-01") -> list[tuple[str, int]]:
        """Returns what happened to the user's own trips, each as action and id."""
        items = self.get(f"/api/v1/sync.json?since={since.replace('+', '%2B')}&assets=trips")["items"]
        return [(item["action"], item["item_id"]) for item in items if item["item_user_id"] == self.user_id]


def base_url(sandbox: Sandbox) -> str:
    """Returns the address of the sandbox's RideWithGPS."""
    return f"{sandbox.url}/ridewithgps"


def exchange_code(sandbox: Sandbox, code: str, **fields: str) -> requests.Response:
    """Sends a POST with JSON to `/oauth/token.json`."""
    body = CLIENT | {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI} | fields
    return requests.post(f"{base_url(sandbox)}/oauth/token.json", json=body, timeout=TIMEOUT_S)


def revoke_token(sandbox: Sandbox, token: str, **fields: str) -> requests.Response:
    """Sends a POST with JSON to `/oauth/revoke.json`."""
    body = CLIENT | {"token": token} | fields
    return requests.post(f"{base_url(sandbox)}/oauth/revoke.json", json=body, timeout=TIMEOUT_S)


def grant_ridewithgps(sandbox: Sandbox, athlete_code: str) -> RideWithGpsApplication:
    """Returns an application to which the athlete has granted access on RideWithGPS."""
    response = exchange_code(sandbox, create_code(sandbox.service, athlete_code, REDIRECT_URI))
    assert response.status_code == 200, response.text
    return RideWithGpsApplication(sandbox, response.json())


def submit_ridewithgps_consent(sandbox: Sandbox, **fields: Any) -> requests.Response:
    """Sends the form of the consent page, and does not follow the redirect."""
    request = {"client_id": "sandbox", "redirect_uri": REDIRECT_URI, "state": "s/1"}
    return requests.post(
        f"{base_url(sandbox)}/oauth/authorize",
        data=request | {"decision": "authorize"} | fields,
        allow_redirects=False,
        timeout=TIMEOUT_S,
    )
