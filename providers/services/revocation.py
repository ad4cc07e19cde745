"""Revokes grants at platforms, through the outbox: what is deleted here does not wait for a platform."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from accounts.outbox import NotDelivered, OutboxEntry, outbox_kind
from accounts.scope import current_owner_id
from accounts.services.outbox import add_to_outbox, cancel_entries
from providers.credentials import Tokens
from providers.errors import ProviderError
from providers.models import Connection
from providers.registrations import registration_named
from providers.registry import PLATFORMS
from providers.services.tokens import load_tokens

REVOCATION = "providers.revocation"


def enqueue_revocation(connection: Connection, lifetime: timedelta | None = None) -> bool:
    """Leaves the revocation of the grant to the outbox; returns False when its tokens cannot be read.

    After the lifetime the tokens are deleted, whether the platform has answered or not.
    """
    try:
        tokens = load_tokens(connection)
    except ProviderError:
        return False
    content = {
        "provider": connection.provider,
        "registration_name": connection.registration_name,
        "tokens": {**asdict(tokens), "expires_at": tokens.expires_at and tokens.expires_at.isoformat()},
    }
    add_to_outbox(REVOCATION, content, topic=_topic(connection.provider), lifetime=lifetime)
    return True


def cancel_revocation(provider: str) -> bool:
    """Deletes what waits to revoke the current owner's old grant; returns False while a revocation is under way."""
    return cancel_entries(REVOCATION, _topic(provider))


def waiting_revocations() -> QuerySet[OutboxEntry]:
    """Returns the entries that wait to revoke a grant of the current owner, at whatever platform."""
    return OutboxEntry.objects.filter(kind=REVOCATION, topic__in=map(_topic, PLATFORMS))


def _topic(provider: str) -> str:
    """Returns a keyed digest of the owner and the provider, because the entry may outlive the account."""
    return salted_hmac(REVOCATION, f"{current_owner_id()} {provider}", algorithm="sha256").hexdigest()


@outbox_kind(REVOCATION, may_repeat=True)
def _deliver_revocation(content: dict[str, Any]) -> None:
    """Revokes the grant. A platform that this install no longer has cannot be told."""
    expires_at = content["tokens"]["expires_at"]
    tokens = Tokens(**{**content["tokens"], "expires_at": datetime.fromisoformat(expires_at) if expires_at else None})
    platform = PLATFORMS.get(content["provider"])
    try:
        if platform is not None:
            platform.revoke(registration_named(platform, content["registration_name"]), tokens)
    except ProviderError as error:
        raise NotDelivered from error
