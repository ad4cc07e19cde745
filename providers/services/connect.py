"""Creates a connection with a new grant, or repairs the one that is there."""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.services.lock_account import lock_account
from accounts.services.notifications import delete_notifications
from providers.contract import Platform
from providers.credentials import Grant, Registration
from providers.models import Connection
from providers.notifications import RECONNECT, SYNC_FAILED
from providers.services.start_pull import DAY, pull_new
from providers.services.tokens import encrypt_tokens

SANDBOX_CODE = r"[a-z0-9]{16}"
"""A sandbox's athlete has a code of this form."""


class NotConnected(Exception):
    """An authorization has created no connection; `code` says why, and the pages have a message for each code."""

    def __init__(self, code: str, label: str = "") -> None:
        super().__init__(code)
        self.code, self.label = code, label


def connect(platform: Platform, registration: Registration, grant: Grant, sandbox_code: str = "") -> Connection:
    """Returns the current owner's connection with a new grant: a new connection, or the old one repaired.

    Raises NotConnected: `other_athlete` when the old one belongs to another athlete of the platform, `being_deleted`
    while the data of a closed one is.
    """
    values: dict[str, Any] = {
        "registration_name": registration.name,
        "athlete_id": grant.athlete_id,
        "granted_scopes": " ".join(sorted(grant.granted_scopes)),
        "encrypted_tokens": encrypt_tokens(platform.name, grant.tokens),
        "state": Connection.State.CONNECTED,
        "last_error": "",
        "waiting_until": None,
        "refresh_lease_until": None,
    }
    if registration.is_sandbox and re.fullmatch(SANDBOX_CODE, sandbox_code):
        values["sandbox_code"] = sandbox_code
    with transaction.atomic():
        lock_account()
        check_deletion(platform)
        connection = Connection.objects.filter(provider=platform.name).first() or Connection(provider=platform.name)
        identity = (connection.registration_name or registration.name, connection.athlete_id)
        is_new = connection._state.adding
        if not is_new and identity != (registration.name, grant.athlete_id):
            raise NotConnected("other_athlete", platform.label)
        for name, value in values.items():
            setattr(connection, name, value)
        connection.tokens_version += 1
        connection.next_pull_at = timezone.now() + DAY
        connection.save()
        delete_notifications(platform.name, RECONNECT, SYNC_FAILED)
        pull_new(connection)
    return connection


def check_deletion(platform: Platform) -> None:
    """Raises NotConnected while the data of an earlier connection is still being deleted."""
    if Connection.objects.closed().filter(provider=platform.name).exists():
        raise NotConnected("being_deleted", platform.label)
