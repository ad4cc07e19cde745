"""Stores sessions in the database, each with its account, and encrypted: they hold codes and pending secrets."""

import json
import logging
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from accounts.encrypted_text import decrypt_text, encrypt_text
from accounts.models import Session
from accounts.secrets import Tampered, UnknownKey

SESSION_CONTEXT = "session"
"""Every stored session is bound to this word, so it never changes."""

log = logging.getLogger(__name__)


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

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.account_id = data.get(SESSION_KEY)
        return session
