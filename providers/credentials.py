"""Defines OAuth credentials: the registration of an install, and an athlete's grant with its tokens."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration is this install's OAuth client at a platform: client id, secret, and the platform's hosts.

    `site_url` is for browsers, `oauth_url` for exchanging codes and revoking grants, `api_url` for all other calls.
    """

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    api_url: str
    oauth_url: str
    site_url: str
    is_sandbox: bool = False
    """Says whether the platform is the sandbox, which holds no personal data."""
    webhook_secret: str = field(default="", repr=False)
    """Signs the platform's events where it has a secret of its own for them."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Holds the access token and the refresh token for one athlete. Its `repr` shows neither."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant is what an athlete agreed to: the tokens, the athlete's id at the platform, and the granted scopes."""

    tokens: Tokens
    athlete_id: str
    granted_scopes: frozenset[str]
