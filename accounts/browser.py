"""What a session knows of the browser it is in: two words, since when, and the hour it was last seen. No address."""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

BROWSER_KEY = "browser"
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
"""What stands in a user agent, the more special first: Edge also says Chrome, and Chrome also says Safari."""


def browser_label(user_agent: str) -> str:
    """`Firefox on Linux`; nothing else of a user agent is kept."""
    browser = _first(BROWSERS, user_agent) or "A browser"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def record_sign_in(session: SessionBase, user_agent: str) -> None:
    """Writes down in which browser somebody signed in just now."""
    session[BROWSER_KEY] = {"words": browser_label(user_agent), "since": _this_hour(), "seen": _this_hour()}


def record_visit(session: SessionBase) -> None:
    """Writes down that the browser was here, once an hour."""
    noted = session.get(BROWSER_KEY)
    if noted and noted["seen"] != _this_hour():
        session[BROWSER_KEY] = {**noted, "seen": _this_hour()}


def _first(words: dict[str, str], text: str) -> str | None:
    return next((word for sign, word in words.items() if sign in text), None)


def _this_hour() -> str:
    now: datetime = timezone.now()
    return now.replace(minute=0, second=0, microsecond=0).isoformat()
