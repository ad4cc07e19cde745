"""Finds the registration with which this install calls a platform: its own, or the sandbox's when that runs."""

from django.conf import settings

from providers.credentials import Registration
from providers.errors import ProviderUnavailable
from providers.registry import PLATFORMS

SANDBOX = "sandbox"
SANDBOX_CLIENT = ("sandbox", "sandbox-secret")
"""The sandbox has this one client, whose secret protects nothing."""


def registration_for(provider: str) -> Registration | None:
    """Returns the registration for a new connection: the install's own, else the sandbox's; None without either."""
    return _own_registration(provider) or sandbox_registration(provider)


def sandbox_registration(provider: str) -> Registration | None:
    """Returns the registration for the platform that the sandbox simulates; None when no sandbox runs."""
    platform = PLATFORMS.get(provider)
    if platform is None or not settings.SANDBOX:
        return None
    return Registration(
        SANDBOX,
        *SANDBOX_CLIENT,
        api_url=settings.SANDBOX_API_URL + platform.sandbox_api_path,
        oauth_url=settings.SANDBOX_API_URL + platform.sandbox_site_path,
        site_url=settings.SANDBOX_URL + platform.sandbox_site_path,
        is_sandbox=True,
        undocumented_calls=True,
    )


def registration_named(provider: str, name: str) -> Registration:
    """Returns the platform's registration of that name.

    Raises ProviderUnavailable when this install no longer has it.
    """
    registration = sandbox_registration(provider) if name == SANDBOX else _own_registration(name)
    if registration is None:
        raise ProviderUnavailable("unregistered")
    return registration


def _own_registration(provider: str) -> Registration | None:
    """Returns the registration that the operator has made at the platform."""
    values = settings.REGISTRATIONS.get(provider)
    return Registration(name=provider, **values) if values else None
