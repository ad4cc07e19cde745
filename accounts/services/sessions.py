"""Where an account is signed in, and ending it there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.browser import BROWSER_KEY
from accounts.http import SignedInRequest
from accounts.models import Session
from accounts.opaque_id import opaque_id
from accounts.sessions import SessionStore


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in. `mark` names it in a form; its times are whole hours."""

    mark: str
    words: str
    since: datetime
    seen: datetime
    is_this: bool


def list_open_sessions(request: SignedInRequest) -> list[OpenSession]:
    """The account's sessions that still let in: this one, then the others, last seen first. One query."""
    rows = request.user.sessions.filter(expire_date__gt=timezone.now())
    told = [one for row in rows if (one := _told(row, request.session.session_key))]
    return sorted(told, key=lambda one: (one.is_this, one.seen), reverse=True)


def end_session(request: SignedInRequest, mark: str) -> None:
    """Ends another session of the account at once. A mark that is none of them ends nothing."""
    others = request.user.sessions.exclude(session_key=request.session.session_key)
    keys = [key for key in others.values_list("session_key", flat=True) if opaque_id("session", key) == mark]
    others.filter(session_key__in=keys).delete()


def end_other_sessions(request: SignedInRequest) -> None:
    """Ends every session of the account but this one, at once."""
    request.user.sessions.exclude(session_key=request.session.session_key).delete()


def _told(row: Session, this: str | None) -> OpenSession | None:
    """What the row says; None when it does not open, and so lets nobody in."""
    noted = SessionStore().decode(row.session_data).get(BROWSER_KEY)
    if not noted:
        return None
    since, seen = (datetime.fromisoformat(noted[name]) for name in ("since", "seen"))
    return OpenSession(opaque_id("session", row.session_key), noted["words"], since, seen, row.session_key == this)
