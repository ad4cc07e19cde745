"""Defines what tracekit and a platform know each other by: a registration, and an athlete's grant with its tokens."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration is this install as a platform knows it: a client id with its secret, and the platform's hosts.

    `site_url` is for browsers, `oauth_url` for exchanging and ending grants, `api_url` for all other calls.
    """

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    api_url: str
    oauth_url: str
    site_url: str
    is_sandbox: bool = False
    """Says whether the platform is the sandbox, in which nothing belongs to a person."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Holds what a platform gave us for one athlete. Its text shows no token."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant is what an athlete agreed to: the tokens, the athlete's id at the platform, and what the tokens open."""

    tokens: Tokens
    athlete_id: str
    granted_scopes: frozenset[str]
