"""As whom this install asks each platform: its own registrations, and the sandbox's where that runs."""

from collections.abc import Iterator

from django.conf import settings

from providers.contract import Registration
from providers.errors import ProviderUnavailable

SANDBOX = "sandbox"
SANDBOX_CLIENT = ("sandbox", "sandbox-secret")
"""The one client that the sandbox knows: it keeps nothing that is worth a secret."""


def registration_for(provider: str) -> Registration | None:
    """With which a new connection is made: the install's own, else the sandbox's; None when there is neither."""
    return next(_of(provider), None)


def sandbox_registration() -> Registration | None:
    """The sandbox's, where it runs."""
    if not settings.SANDBOX:
        return None
    inside = settings.SANDBOX_API_URL
    return Registration(SANDBOX, *SANDBOX_CLIENT, inside, inside, site_url=settings.SANDBOX_URL, is_sandbox=True)


def registration_named(name: str) -> Registration:
    """The one of that name. Raises ProviderUnavailable when this install has it no more."""
    for found in (_own(name), sandbox_registration() if name == SANDBOX else None):
        if found is not None:
            return found
    raise ProviderUnavailable("unregistered")


def _of(provider: str) -> Iterator[Registration]:
    yield from filter(None, (_own(provider), sandbox_registration()))


def _own(provider: str) -> Registration | None:
    """What the operator has registered at the platform."""
    told = settings.REGISTRATIONS.get(provider)
    return Registration(name=provider, **told) if told else None
