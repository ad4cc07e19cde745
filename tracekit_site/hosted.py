"""Refuses to start a hosted tracekit with unsafe settings. The mode adds checks, never features."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from accounts.secrets import parse_keys
from tracekit_site.wrong_settings import WrongSettings

SECRET_KEY_LENGTH = 50
"""`manage.py check --deploy` (security.W009) requires this length; the placeholder in the example is shorter."""

TRUE_WORDS, FALSE_WORDS = ("true", "on", "ok", "y", "yes", "1"), ("", "false", "off", "n", "no", "0")
"""The words are those that django-environ reads as true, and the only ones that are false."""


class UnsafeSettings(WrongSettings):
    """Says which settings a hosted install must not start with: a sentence for each, one a line."""


def parse_hosted(text: str) -> bool:
    """Returns whether HOSTED is true. Raises UnsafeSettings for an unknown word: a typo must not disable the checks."""
    if text.lower() in TRUE_WORDS:
        return True
    if text.lower() in FALSE_WORDS:
        return False
    raise UnsafeSettings("HOSTED must be true or false.")


def list_unsafe_settings(settings: Mapping[str, Any]) -> list[str]:
    """Returns a sentence for each setting that is unsafe when hosted: its name and what to do, but no value."""
    hosts = settings["ALLOWED_HOSTS"]
    demands = {
        "DATABASE_URL must lead to a PostgreSQL database, as in postgres://name:password@host:5432/tracekit.": (
            settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
        ),
        "REDIS_URL must lead to a Redis, as in redis://host:6379/0.": settings["REDIS_URL"],
        "EMAIL_URL must lead to a mail server, as in smtp+tls://name:password@host:587.": settings["EMAIL_URL"],
        "SECRET_KEY must be a random text of 50 characters or more; `openssl rand -base64 48` makes one.": (
            len(settings["SECRET_KEY"]) >= SECRET_KEY_LENGTH
        ),
        "CREDENTIAL_KEYS must be a name and a random key; `echo k1:$(openssl rand -base64 32)` makes one.": (
            _are_valid_keys(settings["CREDENTIAL_KEYS"])
        ),
        "BASE_URL must begin with https://, since nothing is served without.": (
            settings["BASE_URL"].startswith("https://")
        ),
        "BASE_URL must have no path: other programs under the same host name could act as who is signed in here.": (
            not urlsplit(settings["BASE_URL"]).path
        ),
        "TRUSTED_PROXY_COUNT must be 1 or more: the proxy in front ends TLS, and only it knows who asks and by what.": (
            settings["ALLAUTH_TRUSTED_PROXY_COUNT"] > 0
        ),
        "ALLOWED_HOSTS must name the hosts it is reached under, and not all there are.": hosts and "*" not in hosts,
        "DEBUG must be off: its pages show settings and data to whoever meets a mistake.": not settings["DEBUG"],
    }
    return [message for message, is_met in demands.items() if not is_met]


def refuse_unsafe_settings(settings: Mapping[str, Any]) -> None:
    """Raises UnsafeSettings with a sentence for each unsafe setting."""
    if messages := list_unsafe_settings(settings):
        raise UnsafeSettings("\n".join(messages))


def _are_valid_keys(text: str) -> bool:
    try:
        parse_keys(text)
    except ImproperlyConfigured:
        return False
    return True
