"""Provides the client side of OAuth 2.0: authorization codes, tokens, refresh, revocation (RFC 6749, 7009 and 7636)."""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from providers.credentials import Registration, Tokens
from providers.errors import ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.http import JsonClient


def new_state() -> str:
    """Returns an unguessable state for one authorization."""
    return secrets.token_urlsafe(32)


def hash_state(state: str, browser: str) -> str:
    """Returns the hash that is stored instead of the state; no other browser's answer has the same."""
    return hashlib.sha256(f"{state} {browser}".encode()).hexdigest()


def code_challenge(verifier: str) -> str:
    """Returns the challenge of a verifier by the method S256 of RFC 7636."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def parse_scopes(text: str) -> frozenset[str]:
    """Returns the scopes of a `scope` parameter, which platforms separate by spaces or by commas."""
    return frozenset(text.replace(",", " ").split())


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """An OAuth client authorizes athletes at one platform, and refreshes and revokes their grants.

    The paths are the platform's: the first below a registration's `site_url`, the others below its `oauth_url`. With
    `sends_json`, parameters are sent as JSON instead of a form, and the client's secret among them.
    """

    api: JsonClient
    authorization_path: str
    token_path: str
    revocation_path: str
    scope_separator: str = " "
    sends_json: bool = False

    def authorization_url(
        self, registration: Registration, callback: str, state: str, requested_scopes: Iterable[str], **parameters: str
    ) -> str:
        """Returns the URL where an athlete is asked for a grant; `parameters` are the platform's own."""
        query = {
            "client_id": registration.client_id,
            "redirect_uri": callback,
            "response_type": "code",
            "scope": self.scope_separator.join(requested_scopes),
            "state": state,
            **parameters,
        }
        named = {name: value for name, value in query.items() if value}
        return f"{registration.site_url}{self.authorization_path}?{urlencode(named)}"

    def exchange_code(self, registration: Registration, code: str, **parameters: str) -> Mapping[str, Any]:
        """Returns the token response for an authorization code: one call. Raises RequestRefused for an invalid code."""
        return self._request_tokens(registration, grant_type="authorization_code", code=code, **parameters)

    def refresh(self, registration: Registration, tokens: Tokens) -> Tokens:
        """Returns new tokens: one call. The old ones may be invalid afterwards. Raises ReconnectNeeded."""
        response = self._request_tokens(registration, grant_type="refresh_token", refresh_token=tokens.refresh)
        return parse_tokens(response)

    def revoke(self, registration: Registration, tokens: Tokens) -> None:
        """Revokes a grant: one call. A grant that was revoked before is no error."""
        token = {"token": tokens.refresh or tokens.access}
        hint = {"token_type_hint": "refresh_token" if tokens.refresh else "access_token"}
        url = f"{registration.oauth_url}{self.revocation_path}"
        try:
            if self.sends_json:
                self.api.call("POST", url, json=_client(registration) | token)
            else:
                self.api.call("POST", url, auth=(registration.client_id, registration.client_secret), data=token | hint)
        except (ReconnectNeeded, RequestRefused):
            return

    def _request_tokens(self, registration: Registration, **parameters: str) -> Mapping[str, Any]:
        body: dict[str, Any] = {"json" if self.sends_json else "data": _client(registration) | parameters}
        response = self.api.call("POST", f"{registration.oauth_url}{self.token_path}", **body)
        if not isinstance(response, Mapping):
            raise TemporaryFailure("garbled")
        return response


def _client(registration: Registration) -> dict[str, str]:
    return {"client_id": registration.client_id, "client_secret": registration.client_secret}


def parse_tokens(response: Mapping[str, Any]) -> Tokens:
    """Returns the tokens of a token response. Raises TemporaryFailure when one of them or the expiry is missing."""
    refresh = response.get("refresh_token")
    if not (isinstance(refresh, str) and refresh):
        raise TemporaryFailure("garbled")
    return Tokens(parse_access_token(response).access, refresh, _expiry(response))


def parse_access_token(response: Mapping[str, Any]) -> Tokens:
    """Returns the access token of a platform whose tokens never expire. Raises TemporaryFailure without one."""
    access = response.get("access_token")
    if not (isinstance(access, str) and access):
        raise TemporaryFailure("garbled")
    return Tokens(access)


def named_scopes(response: Mapping[str, Any], fallback: frozenset[str]) -> frozenset[str]:
    """Returns the scopes that a token response names; the fallback where it names none."""
    text = response.get("scope")
    return parse_scopes(text) if isinstance(text, str) and text else fallback


def _expiry(response: Mapping[str, Any]) -> datetime:
    """Returns the expiry of an access token, given as Unix seconds or, as in the RFC, as seconds from now."""
    expires_at, expires_in = response.get("expires_at"), response.get("expires_in")
    try:
        if isinstance(expires_at, int):
            return datetime.fromtimestamp(expires_at, UTC)
        if isinstance(expires_in, int):
            return datetime.fromtimestamp(datetime.now(UTC).timestamp() + expires_in, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise TemporaryFailure("garbled")
