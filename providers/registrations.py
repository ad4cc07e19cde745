"""Finds the registration with which this install calls a platform: its own, or the sandbox's when that runs."""

from django.conf import settings

from providers.credentials import Registration
from providers.errors import ProviderUnavailable

SANDBOX = "sandbox"
SANDBOX_CLIENT = ("sandbox", "sandbox-secret")
"""The sandbox has this one client, whose secret protects nothing."""


def registration_for(provider: str) -> Registration | None:
    """Returns the registration for a new connection: the install's own, else the sandbox's; None without either."""
    return _own_registration(provider) or sandbox_registration()


def sandbox_registration() -> Registration | None:
    """Returns the sandbox's registration when the sandbox runs."""
    if not settings.SANDBOX:
        return None
    api_url = settings.SANDBOX_API_URL
    return Registration(SANDBOX, *SANDBOX_CLIENT, api_url, api_url, site_url=settings.SANDBOX_URL, is_sandbox=True)


def registration_named(name: str) -> Registration:
    """Returns the registration of that name. Raises ProviderUnavailable when this install no longer has it."""
    registration = _own_registration(name) or (sandbox_registration() if name == SANDBOX else None)
    if registration is None:
        raise ProviderUnavailable("unregistered")
    return registration


def _own_registration(provider: str) -> Registration | None:
    """Returns the registration that the operator has made at the platform."""
    values = settings.REGISTRATIONS.get(provider)
    return Registration(name=provider, **values) if values else None
