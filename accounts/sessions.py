"""Sessions in the database, each with the account it belongs to, and sealed: codes and pending secrets lie in them."""

import json
import logging
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from accounts.encrypted_text import decrypt_text, encrypt_text
from accounts.models import Session
from accounts.secrets import Tampered, UnknownKey

WHERE = "session"

log = logging.getLogger(__name__)


class SessionStore(DatabaseSessionStore):
    """Django's session store over our own table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The session as text that only this install's keys open."""
        return encrypt_text(json.dumps(session_dict, separators=(",", ":")), WHERE)

    def decode(self, session_data: str) -> dict[str, Any]:  # type: ignore[override]
        """What was sealed. What does not open is an empty session: whoever had it is signed out."""
        try:
            session: dict[str, Any] = json.loads(decrypt_text(session_data, WHERE))
        except (Tampered, UnknownKey) as problem:
            log.warning("a session does not open and counts as signed out (%s)", type(problem).__name__)
            return {}
        return session

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether a cookie can be one of ours: anything else is not even looked up."""
        return bool(super()._validate_session_key(key)) and set(key or "") <= set(VALID_KEY_CHARS)  # type: ignore[misc]

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.account_id = data.get(SESSION_KEY)
        return session
