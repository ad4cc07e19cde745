"""Any platform can use the same OAuth client."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from providers.credentials import Registration, Tokens
from providers.errors import ProviderError, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.http import ErrorResponse, JsonClient
from providers.oauth import OAuthClient, hash_state, named_scopes, new_state, parse_scopes, parse_tokens

REGISTRATION = Registration("komoot", "7", "hush", "https://api.example", "https://oauth.example", "https://example")
TOKENS = Tokens("an-access-token", "a-refresh-token", datetime(2026, 5, 10, tzinfo=UTC))
RESPONSE = {"access_token": "a", "refresh_token": "r", "expires_in": 3600}


def refuse(response: ErrorResponse) -> ProviderError:
    return RequestRefused("refused")


class Api(JsonClient):
    """Remembers calls, and gives one response or error to each."""

    def __init__(self, response: object = None) -> None:
        super().__init__(refuse)
        object.__setattr__(self, "response", response)
        object.__setattr__(self, "calls", [])

    calls: list[tuple[str, str, object, Mapping[str, Any]]]
    response: object

    def call(self, method: str, url: str, *, auth: object = None, **arguments: Any) -> Any:
        """Returns or raises the response."""
        self.calls.append((method, url, auth, arguments))
        if isinstance(self.response, ProviderError):
            raise self.response
        return self.response


def client(api: JsonClient) -> OAuthClient:
    return OAuthClient(api, "/oauth/authorize", "/api/oauth/token", "/api/oauth/revoke")


def test_the_authorization_url_asks_for_scopes_in_the_platforms_way() -> None:
    url = client(Api()).authorization_url(REGISTRATION, "https://t.example/callback/?a&b", "s", ["x", "y"], locale="de")
    assert url.startswith("https://example/oauth/authorize?")
    assert parse_qs(urlsplit(url).query) == {
        "client_id": ["7"],
        "redirect_uri": ["https://t.example/callback/?a&b"],
        "response_type": ["code"],
        "scope": ["x y"],
        "state": ["s"],
        "locale": ["de"],
    }


def test_a_code_is_exchanged_with_the_secret_and_what_else_the_platform_wants() -> None:
    api = Api(RESPONSE)
    assert client(api).exchange_code(REGISTRATION, "the-code", code_verifier="v") == RESPONSE
    form = {"client_id": "7", "client_secret": "hush", "grant_type": "authorization_code", "code": "the-code"}
    assert api.calls == [
        ("POST", "https://oauth.example/api/oauth/token", None, {"data": form | {"code_verifier": "v"}})
    ]


def test_a_refresh_returns_new_tokens() -> None:
    api = Api(RESPONSE)
    tokens = client(api).refresh(REGISTRATION, TOKENS)
    assert (tokens.access, tokens.refresh) == ("a", "r")
    assert api.calls[0][3]["data"]["refresh_token"] == "a-refresh-token"


@pytest.mark.parametrize("answer", [None, ReconnectNeeded("grant"), RequestRefused("refused")])
def test_a_grant_that_has_ended_already_is_revoked_all_the_same(answer: object) -> None:
    api = Api(answer)
    client(api).revoke(REGISTRATION, TOKENS)
    ((_, url, auth, arguments),) = api.calls
    assert url == "https://oauth.example/api/oauth/revoke"
    assert auth == ("7", "hush")
    assert arguments["data"]["token"] == "a-refresh-token"


def test_a_revocation_that_failed_is_an_error() -> None:
    with pytest.raises(TemporaryFailure):
        client(Api(TemporaryFailure("status"))).revoke(REGISTRATION, TOKENS)


@pytest.mark.parametrize(
    "changes",
    [
        *({"access_token": value} for value in (None, "", 5)),
        *({"refresh_token": value} for value in (None, "", 5)),
        *({"expires_in": value} for value in (None, "3600", 10**30)),
        {"expires_at": 10**30},
    ],
)
def test_a_token_response_that_lacks_something_is_a_temporary_failure(changes: dict[str, object]) -> None:
    with pytest.raises(TemporaryFailure, match="garbled"):
        parse_tokens(RESPONSE | changes)


def test_a_token_response_that_is_no_object_is_a_temporary_failure() -> None:
    with pytest.raises(TemporaryFailure, match="garbled"):
        client(Api([RESPONSE])).refresh(REGISTRATION, TOKENS)


def test_the_end_of_tokens_is_an_instant_or_a_duration() -> None:
    assert parse_tokens(RESPONSE | {"expires_at": 1_800_000_000}).expires_at == datetime(2027, 1, 15, 8, tzinfo=UTC)
    expires_at = parse_tokens(RESPONSE).expires_at
    assert expires_at is not None
    assert timedelta(0) < expires_at - datetime.now(UTC) <= timedelta(hours=1)


def test_scopes_are_separated_by_spaces_or_commas() -> None:
    assert parse_scopes("read,write all") == {"read", "write", "all"}
    assert named_scopes({"scope": "read write"}, frozenset({"x"})) == {"read", "write"}
    for response in ({}, {"scope": ""}, {"scope": None}):
        assert named_scopes(response, frozenset({"x"})) == {"x"}


def test_a_state_is_stored_as_a_hash() -> None:
    state = new_state()
    assert state != new_state()
    assert len(hash_state(state, "a browser")) == 64
    assert state not in hash_state(state, "a browser")
    assert hash_state(state, "a browser") != hash_state(state, "another browser")
