"""Records the browser of a session: a label, since when, and the hour of its last visit; no address is stored."""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

BROWSER_KEY = "browser"
"""A session holds its browser under this name, as `words`, `since`, `seen` and `https`, as stored sessions do."""

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
"""Both tables map a token of a user agent to a name, the more special first: Edge also says Chrome, Chrome Safari."""


def browser_label(user_agent: str) -> str:
    """Returns a label such as `Firefox on Linux`; nothing else of a user agent is stored."""
    browser = _first_match(BROWSERS, user_agent) or "A browser"
    system = _first_match(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def record_sign_in(session: SessionBase, user_agent: str, *, is_https: bool) -> None:
    """Records the browser that has just signed in, and whether it did so over HTTPS."""
    label, hour = browser_label(user_agent), _this_hour()
    session[BROWSER_KEY] = {"words": label, "since": hour, "seen": hour, "https": is_https}


def record_visit(session: SessionBase, *, is_https: bool) -> None:
    """Records a visit of the browser, once an hour; in a session of an older release also its scheme."""
    record = session.get(BROWSER_KEY)
    if record and (record["seen"] != _this_hour() or "https" not in record):
        session[BROWSER_KEY] = {"https": is_https, **record, "seen": _this_hour()}


def has_known_scheme(session: SessionBase) -> bool:
    """Returns whether the session says over which scheme it is used; one of an older release does not yet."""
    return "https" in session.get(BROWSER_KEY, {"https": False})


def signed_in_at(session: SessionBase) -> datetime | None:
    """Returns the hour in which the session was signed in to; None for a stranger's."""
    record = session.get(BROWSER_KEY)
    return datetime.fromisoformat(record["since"]) if record else None


def _first_match(names: dict[str, str], user_agent: str) -> str | None:
    return next((name for token, name in names.items() if token in user_agent), None)


def _this_hour() -> str:
    now: datetime = timezone.now()
    return now.replace(minute=0, second=0, microsecond=0).isoformat()
