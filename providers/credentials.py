"""Defines OAuth credentials: the registration of an install, and an athlete's grant with its tokens."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration is this install's OAuth client at a platform: client id, secret, and the base addresses.

    `site_url` is for browsers, `oauth_url` for exchanging codes and revoking grants, `api_url` for all other calls.
    Each includes the path that is common to all of its addresses.
    """

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    api_url: str
    oauth_url: str
    site_url: str
    is_sandbox: bool = False
    """Says whether the platform is the sandbox, which holds no personal data."""
    undocumented_calls: bool = False
    """Says whether calls that the platform does not document may be made; the operator decides."""
    webhook_secret: str = field(default="", repr=False)
    """Signs the platform's events where it has a secret of its own for them."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Holds the access token and the refresh token for one athlete. Its `repr` shows neither.

    Without a refresh token a rejected access token ends the grant; without an expiry it is valid until then.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """An authorization response is what the athlete brings back from the consent page, to be exchanged for a grant.

    `callback` is the address that the athlete was sent back to. `verifier` proves that we asked for it, at a
    platform that uses PKCE (RFC 7636).
    """

    code: str = field(repr=False)
    granted_scopes: frozenset[str]
    callback: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant is what an athlete agreed to: the tokens, the athlete's id at the platform, and the granted scopes."""

    tokens: Tokens
    athlete_id: str
    granted_scopes: frozenset[str]
