"""What an application does with the sandbox."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from providers.sandbox.server import Sandbox
from tests.waiting import TIMEOUT_S

CLIENT = {"client_id": "sandbox", "client_secret": "sandbox-secret"}
BACK = "http://localhost:8000/back/?next=/connections/"
SCOPES = "read,activity:read_all,activity:write,profile:read_all"


@dataclass
class Application:
    """An application that has been granted access to an athlete."""

    sandbox: Sandbox
    tokens: dict[str, Any]

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """A call of the API with the access token."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        return requests.request(method, f"{self.sandbox.url}/api/v3{path}", headers=headers, timeout=TIMEOUT_S, **more)

    def get(self, path: str) -> Any:
        """What a call that must work answers."""
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refresh(self, token: str | None = None) -> requests.Response:
        """Ask for fresh tokens."""
        given = token or self.tokens["refresh_token"]
        return token_call(self.sandbox, grant_type="refresh_token", refresh_token=given)


def token_call(sandbox: Sandbox, **fields: str) -> requests.Response:
    """`POST /oauth/token`."""
    return requests.post(f"{sandbox.url}/oauth/token", data=CLIENT | fields, timeout=TIMEOUT_S)


def granted(sandbox: Sandbox, code: str, scopes: str = SCOPES) -> Application:
    """An application to which the athlete of the code said yes."""
    offered = sandbox.database.grants.create_code(code, frozenset(scopes.split(",")))
    answer = token_call(sandbox, grant_type="authorization_code", code=offered)
    assert answer.status_code == 200, answer.text
    return Application(sandbox, answer.json())


def consent(sandbox: Sandbox, **fields: Any) -> requests.Response:
    """Send the form of the consent page; the answer is not followed."""
    asked = {"client_id": "sandbox", "redirect_uri": BACK, "state": "s/1", "asked": SCOPES, "scope": SCOPES.split(",")}
    return requests.post(
        f"{sandbox.url}/oauth/authorize",
        data=asked | {"decision": "authorize"} | fields,
        allow_redirects=False,
        timeout=TIMEOUT_S,
    )


def told(answer: requests.Response) -> dict[str, str]:
    """What the visitor brings back."""
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
