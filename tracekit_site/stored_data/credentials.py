"""Lists the credentials that are stored of an athlete, each with its last use, and what left the server in a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account
from accounts.services.second_factors import load_second_factors
from accounts.services.transmissions import transmissions_of_last_day
from providers.models import Connection
from providers.registry import PLATFORMS
from tracekit_site.stored_data.purposes import purpose_name, receiver_name


@dataclass(frozen=True, slots=True)
class StoredCredential:
    """A stored credential is an access key, or a second factor; `allows` says what for."""

    name: str
    allows: str
    last_used_at: datetime | None
    used_for: str


@dataclass(frozen=True, slots=True)
class SentCount:
    """A sent count says how many calls or mails left the server in an hour, and when the last one did."""

    receiver: str
    purpose: str
    count: int
    last_at: datetime


def list_credentials(account: Account) -> list[StoredCredential]:
    """Returns the access keys of connected services, and then the second factors: two queries."""
    return [*_access_keys(), *_second_factors(account)]


def list_sent_counts() -> list[SentCount]:
    """Returns what left the server for the current owner in the last 24 hours, the newest first: one query."""
    rows = transmissions_of_last_day()
    return [SentCount(receiver_name(row.receiver), purpose_name(row.purpose), row.count, row.last_at) for row in rows]


def _access_keys() -> Iterator[StoredCredential]:
    for connection in Connection.objects.exclude(encrypted_tokens=b"").order_by("connected_at"):
        platform = PLATFORMS.get(connection.provider)
        requested_scopes = platform.requested_scopes if platform else {}
        allows = "; ".join(words for name, words in requested_scopes.items() if connection.has_scope(name))
        used_for = purpose_name(connection.last_used_by) if connection.last_used_at else ""
        yield StoredCredential(receiver_name(connection.provider), allows, connection.last_used_at, used_for)


def _second_factors(account: Account) -> Iterator[StoredCredential]:
    factors = load_second_factors(account)
    for passkey in factors.passkeys:
        yield StoredCredential(f"Passkey “{passkey.name}”", "signs you in", passkey.last_used_at, "signing in")
    if factors.app:
        yield StoredCredential("Authenticator app", "completes a sign-in", factors.app.last_used_at, "signing in")
