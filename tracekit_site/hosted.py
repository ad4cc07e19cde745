"""Refuses to start a hosted tracekit with unsafe settings. The mode adds checks and quotas, never features."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from accounts.secrets import parse_keys
from tracekit_site.private_hosts import is_loopback, is_private
from tracekit_site.strong_keys import is_strong_key, is_varied
from tracekit_site.wrong_settings import WrongSettings

SECRET_KEY_LENGTH = 50
"""`manage.py check --deploy` (security.W009) requires this length; the placeholder in the example is shorter."""

TLS_MODES = ("require", "verify-ca", "verify-full")
"""With these values of libpq's `sslmode` no connection is made without TLS."""

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
            settings["APPLICATION_DATABASE"]["ENGINE"] == "django.db.backends.postgresql"
        ),
        "REDIS_URL must lead to a Redis, as in redis://host:6379/0.": settings["REDIS_URL"],
        "EMAIL_URL must lead to a mail server, as in smtp+tls://name:password@host:587.": settings["EMAIL_URL"],
        "DATABASE_URL must demand TLS, as in …/tracekit?sslmode=require: that database is in no private network.": (
            _is_database_safe(settings["APPLICATION_DATABASE"])
        ),
        "REDIS_URL must demand TLS, as in rediss://host:6379/0: that Redis is in no private network.": (
            _is_redis_safe(settings["REDIS_URL"])
        ),
        "EMAIL_URL must demand TLS, as in smtp+tls://: without it, codes can be read on their way off this machine.": (
            _is_mail_safe(settings)
        ),
        "SENTRY_DSN must begin with https://, because reports leave this machine.": (
            _is_dsn_safe(settings["SENTRY_DSN"])
        ),
        "SECRET_KEY must be random, 32 bytes or more in 50 characters or more; `openssl rand -base64 48` makes one.": (
            len(settings["SECRET_KEY"]) >= SECRET_KEY_LENGTH and is_strong_key(settings["SECRET_KEY"])
        ),
        "CREDENTIAL_KEYS must be names and random keys of 32 bytes; `echo k1:$(openssl rand -base64 32)` makes one.": (
            _are_valid_keys(settings["CREDENTIAL_KEYS"])
        ),
        "BASE_URL must begin with https://: nothing else is served.": settings["BASE_URL"].startswith("https://"),
        "BASE_URL must have no path: other programs under the same host name could act as who is signed in here.": (
            not urlsplit(settings["BASE_URL"]).path
        ),
        "TRUSTED_PROXY_COUNT must be 1 or more: the proxy in front ends TLS, and only it knows who asks and by what.": (
            settings["ALLAUTH_TRUSTED_PROXY_COUNT"] > 0
        ),
        "ALLOWED_HOSTS must name the hosts it is reached under, and not all there are.": hosts and "*" not in hosts,
        **_policy_demands(settings),
        "ACTIVITIES_DIR must be empty: it is for the owner of a machine.": settings["ACTIVITIES_DIR"] is None,
        "DEBUG must be off: its pages show settings and data to whoever meets a mistake.": not settings["DEBUG"],
    }
    return [message for message, is_met in demands.items() if not is_met]


def _policy_demands(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the demands on what the privacy page publishes of the operator, each with whether it is met."""
    return {
        "OPERATOR_NAME must name the person or company that runs this install: the privacy page says who it is.": (
            settings["OPERATOR_NAME"]
        ),
        "OPERATOR_CONTACT must be an email or https:// address: the privacy page says how to reach the operator.": (
            re.fullmatch(r"https://\S+|[^\s@]+@[^\s@]+", settings["OPERATOR_CONTACT"])
        ),
        "MAIL_PROCESSOR must name the company that sends the mails, or the operator: the privacy page lists it.": (
            settings["MAIL_PROCESSOR"]
        ),
    }


def refuse_unsafe_settings(settings: Mapping[str, Any]) -> None:
    """Raises UnsafeSettings with a sentence for each unsafe setting."""
    if messages := list_unsafe_settings(settings):
        raise UnsafeSettings("\n".join(messages))


def _are_valid_keys(text: str) -> bool:
    try:
        return all(is_varied(key.secret) for key in parse_keys(text))
    except ImproperlyConfigured:
        return False


def _is_database_safe(database: Mapping[str, Any]) -> bool:
    """Returns whether nobody can read what goes to the database; a URL may name several hosts."""
    hosts = str(database.get("OPTIONS", {}).get("host") or database.get("HOST") or "").split(",")
    has_tls = database.get("OPTIONS", {}).get("sslmode") in TLS_MODES
    return has_tls or all(map(is_private, hosts)) or not database["ENGINE"].endswith("postgresql")


def _is_redis_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("", "rediss", "unix") or is_private(parts.hostname or "")


def _is_dsn_safe(dsn: str) -> bool:
    parts = urlsplit(dsn)
    return parts.scheme in ("", "https") or is_private(parts.hostname or "")


def _is_mail_safe(settings: Mapping[str, Any]) -> bool:
    """Returns whether mail leaves this machine by TLS, if it does."""
    has_tls = settings.get("EMAIL_USE_TLS") or settings.get("EMAIL_USE_SSL")
    is_smtp = str(settings.get("EMAIL_BACKEND", "")).endswith(".smtp.EmailBackend")
    return bool(has_tls) or not is_smtp or is_loopback(str(settings.get("EMAIL_HOST", "")))
