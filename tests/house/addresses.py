"""Lists every address of the site, for tests that walk all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Account

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Address:
    """Represents one URL pattern; `path` fills it with values."""

    pattern: str
    name: str

    def path(self, **values: str) -> str:
        """Returns the path for some values."""
        parts = []
        for part in self.pattern.split("/"):
            name = part.strip("<>").partition(":")[2] or part.strip("<>")
            parts.append(values[name] if part.startswith("<") else part)
        return "/" + "/".join(parts)


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Address]:
    """Yields every address of the site, or those of some patterns."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield Address(prefix + str(pattern.pattern), pattern.name or "")


def path_values(id_: object) -> dict[str, str]:
    """Returns values for all patterns, with an id."""
    fixed = {"year": "2026", "month_number": "05", "day_number": "10", "token": "x" * 43, "provider": "strava"}
    return fixed | {"id": str(id_), "object_id": str(id_)}


def keep_signed_in(client: Client, account: Account) -> None:
    """Signs the client in when an address has signed it out."""
    if "_auth_user_id" not in client.session:
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
