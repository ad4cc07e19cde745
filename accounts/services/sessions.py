"""Lists and ends the sessions of an account."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.browser import BROWSER_KEY
from accounts.http import SignedInRequest
from accounts.models import Session
from accounts.opaque_id import opaque_id
from accounts.sessions import SessionStore, row_key_of


@dataclass(frozen=True, slots=True)
class OpenSession:
    """An open session is a browser that is signed in. `opaque_id` names it in a form; its times are whole hours."""

    opaque_id: str
    browser: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_current: bool


def list_open_sessions(request: SignedInRequest) -> list[OpenSession]:
    """Returns the sessions that have not expired: this one, then the others, last seen first. It makes one query."""
    rows = request.user.sessions.filter(expire_date__gt=timezone.now())
    sessions = [session for row in rows if (session := _open_session(row, row_key_of(request)))]
    return sorted(sessions, key=lambda session: (session.is_current, session.last_seen_at), reverse=True)


def end_session(request: SignedInRequest, session_id: str) -> None:
    """Ends another session of the account at once; does nothing when it has none of that opaque id."""
    sessions = request.user.sessions.exclude(session_key=row_key_of(request))
    keys = [key for key in sessions.values_list("session_key", flat=True) if opaque_id("session", key) == session_id]
    sessions.filter(session_key__in=keys).delete()


def end_other_sessions(request: SignedInRequest) -> None:
    """Ends every session of the account but this one, at once."""
    request.user.sessions.exclude(session_key=row_key_of(request)).delete()


def _open_session(row: Session, current_key: str) -> OpenSession | None:
    """Returns None for a session that cannot be decrypted: it signs nobody in."""
    record = SessionStore().decode(row.session_data).get(BROWSER_KEY)
    if not record:
        return None
    signed_in_at, last_seen_at = (datetime.fromisoformat(record[name]) for name in ("since", "seen"))
    session_id, is_current = opaque_id("session", row.session_key), row.session_key == current_key
    return OpenSession(session_id, record["words"], signed_in_at, last_seen_at, is_current)
