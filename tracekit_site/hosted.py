"""What a hosted tracekit refuses to start with. The mode adds refusals, never features."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from accounts.secrets import parse_keys

SECRET_KEY_LENGTH = 50
"""As `manage.py check --deploy` (security.W009) wants it, and more than the example's placeholder has."""

YES, NO = ("true", "on", "ok", "y", "yes", "1"), ("", "false", "off", "n", "no", "0")
"""As django-environ reads a boolean, but nothing else is a no."""


class Unsafe(ImproperlyConfigured):
    """The settings of a hosted install have what it must not start with: a sentence for each, one a line."""


def is_hosted(said: str) -> bool:
    """Whether HOSTED says so. Raises Unsafe for a word that is neither yes nor no: a slip must not let anything in."""
    if said.lower() in YES:
        return True
    if said.lower() in NO:
        return False
    raise Unsafe("HOSTED must be true or false.")


def refusals(settings: Mapping[str, Any]) -> list[str]:
    """One sentence for each setting that a hosted install must not start with: its name and what to do, no value."""
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
            _are_keys(settings["CREDENTIAL_KEYS"])
        ),
        "BASE_URL must begin with https://, since nothing is served without.": (
            settings["BASE_URL"].startswith("https://")
        ),
        "TRUSTED_PROXY_COUNT must be 1 or more: the proxy in front ends TLS, and only it knows who asks and by what.": (
            settings["ALLAUTH_TRUSTED_PROXY_COUNT"] > 0
        ),
        "ALLOWED_HOSTS must name the hosts it is reached under, and not all there are.": hosts and "*" not in hosts,
        "DEBUG must be off: its pages show settings and data to whoever meets a mistake.": not settings["DEBUG"],
    }
    return [sentence for sentence, is_met in demands.items() if not is_met]


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raises Unsafe with every refusal, when there is one."""
    if refused := refusals(settings):
        raise Unsafe("\n".join(refused))


def _are_keys(text: str) -> bool:
    try:
        parse_keys(text)
    except ImproperlyConfigured:
        return False
    return True
