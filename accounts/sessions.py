"""Stores sessions in the database, each with its account, and encrypted: they hold codes and pending secrets.

A row has a keyed digest of the session's key, and ends 30 days after the sign-in, however often its browser is seen.
"""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.http import HttpRequest
from django.utils import timezone

from accounts.browser import signed_in_at
from accounts.encrypted_text import decrypt_text, encrypt_text
from accounts.models import Session
from accounts.secrets import Tampered, UnknownKey
from accounts.session_keys import digest_session_key

SESSION_CONTEXT = "session"
"""Every stored session is bound to this word, so it never changes."""

ABSOLUTE_LIFETIME = timedelta(days=30)
"""A session ends this long after its sign-in. Without visits it ends earlier, after SESSION_COOKIE_AGE."""

log = logging.getLogger(__name__)


def row_key_of(request: HttpRequest) -> str:
    """Returns the key of the row of the request's session; empty while there is none."""
    session_key = request.session.session_key
    return digest_session_key(session_key) if session_key else ""


class SessionStore(DatabaseSessionStore):
    """Stores sessions as Django does, in a table of ours."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Encrypts the session as text."""
        return encrypt_text(json.dumps(session_dict, separators=(",", ":")), SESSION_CONTEXT)

    def decode(self, session_data: str) -> dict[str, Any]:  # type: ignore[override]
        """Decrypts the session. One that cannot be decrypted is empty: its browser is signed out."""
        try:
            session: dict[str, Any] = json.loads(decrypt_text(session_data, SESSION_CONTEXT))
        except (Tampered, UnknownKey) as error:
            log.warning("a session does not open and counts as signed out (%s)", type(error).__name__)
            return {}
        return session

    def _validate_session_key(self, key: str | None) -> bool:
        """Returns whether a cookie can be a session key of ours; any other is not looked up."""
        return bool(super()._validate_session_key(key)) and set(key or "") <= set(VALID_KEY_CHARS)  # type: ignore[misc]

    def _get_session_from_db(self) -> Session | None:
        """Returns the row of the session, unless it has ended."""
        key = self.session_key or ""
        session = Session.objects.filter(session_key=digest_session_key(key), expire_date__gt=timezone.now()).first()
        if session is None:
            self._session_key = None
        return session

    def exists(self, session_key: str) -> bool:
        return super().exists(digest_session_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(digest_session_key(key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.session_key = digest_session_key(session.session_key)
        session.account_id = data.get(SESSION_KEY)
        return session

    def get_expiry_date(self, **options: Any) -> datetime:
        """Returns when the session ends: days after its last visit, and 30 days after its sign-in at the latest."""
        expires_at: datetime = super().get_expiry_date(**options)
        started_at = signed_in_at(self)
        return min(expires_at, started_at + ABSOLUTE_LIFETIME) if started_at else expires_at

    def get_expiry_age(self, **options: Any) -> int:
        """Returns for how many seconds from now a browser keeps the cookie."""
        return int((self.get_expiry_date(**options) - timezone.now()).total_seconds())
