"""Finds the registration with which this install calls a platform: its own, or the sandbox's when that runs."""

from django.conf import settings

from providers.contract import Platform
from providers.credentials import Registration
from providers.errors import ProviderUnavailable

SANDBOX = "sandbox"
SANDBOX_CLIENT = ("sandbox", "sandbox-secret")
"""The sandbox has this one client, whose secret protects nothing."""

SANDBOX_UNDOCUMENTED_CALLS = True
"""The sandbox shows everything that a platform can do."""


def registration_for(platform: Platform) -> Registration | None:
    """Returns the registration for a new connection: the install's own, else the sandbox's; None without either."""
    return _own_registration(platform.name) or sandbox_registration(platform)


def sandbox_registration(platform: Platform) -> Registration | None:
    """Returns the registration for the platform as the sandbox simulates it; None when no sandbox runs."""
    if not settings.SANDBOX:
        return None
    return Registration(
        SANDBOX,
        *SANDBOX_CLIENT,
        api_url=settings.SANDBOX_API_URL + platform.sandbox_api_path,
        oauth_url=settings.SANDBOX_API_URL + platform.sandbox_site_path,
        site_url=settings.SANDBOX_URL + platform.sandbox_site_path,
        is_sandbox=True,
        undocumented_calls=SANDBOX_UNDOCUMENTED_CALLS,
    )


def registration_named(platform: Platform, name: str) -> Registration:
    """Returns the platform's registration of that name.

    Raises ProviderUnavailable when this install no longer has it.
    """
    registration = sandbox_registration(platform) if name == SANDBOX else _own_registration(name)
    if registration is None:
        raise ProviderUnavailable("unregistered")
    return registration


def _own_registration(provider: str) -> Registration | None:
    """Returns the registration that the operator has made at the platform."""
    values = settings.REGISTRATIONS.get(provider)
    return Registration(name=provider, **values) if values else None
