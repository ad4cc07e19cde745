"""Finds the registration with which this install calls a platform: the settings', the stored one, or the sandbox's.

The operator makes it at the platform. A self-hosted install may have it stored, because the operator has entered it in
the browser (`providers.services.own_registration`); what the settings name comes first.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from accounts.secrets import Tampered, UnknownKey
from accounts.services.install_secrets import load_install_secret
from providers.contract import Platform
from providers.credentials import Registration
from providers.errors import ProviderUnavailable

SANDBOX = "sandbox"
SANDBOX_CLIENT = ("sandbox", "sandbox-secret")
"""The sandbox has this one client, whose secret protects nothing."""

SANDBOX_UNDOCUMENTED_CALLS = True
"""The sandbox shows everything that a platform can do."""


@dataclass(frozen=True, slots=True)
class StoredClient:
    """A stored client is the client id and the secret that the operator has entered. Its `repr` shows no secret."""

    client_id: str
    client_secret: str = field(repr=False)
    saved_at: datetime


def registration_for(platform: Platform) -> Registration | None:
    """Returns the registration for a new connection: the install's own, else the sandbox's; None without either.

    None, too, while a stored one cannot be decrypted: the sandbox does not take its place.
    """
    try:
        return _own_registration(platform.name) or sandbox_registration(platform)
    except ProviderUnavailable:
        return None


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

    Raises ProviderUnavailable when this install no longer has it, or cannot decrypt it.
    """
    registration = sandbox_registration(platform) if name == SANDBOX else _own_registration(name)
    if registration is None:
        raise ProviderUnavailable("unregistered")
    return registration


def stored_client(provider: str) -> StoredClient | None:
    """Returns the stored client of a platform, None without one: one query, and none where it cannot have one.

    Raises ProviderUnavailable when it cannot be decrypted.
    """
    if settings.HOSTED or provider not in settings.PLATFORM_SETTINGS:
        return None
    try:
        secret = load_install_secret(secret_name(provider))
    except UnknownKey:
        raise ProviderUnavailable("key") from None
    except Tampered:
        raise ProviderUnavailable("unregistered") from None
    if secret is None:
        return None
    client_id, client_secret = json.loads(secret.content)
    return StoredClient(client_id, client_secret, secret.saved_at)


def secret_name(provider: str) -> str:
    """Returns the name of the install secret that holds the stored client of a platform."""
    return f"providers.registration.{provider}"


def _own_registration(provider: str) -> Registration | None:
    """Returns the registration that the operator has made at the platform."""
    values = settings.REGISTRATIONS.get(provider)
    if values:
        return Registration(name=provider, **values)
    client = stored_client(provider)
    if client is None:
        return None
    urls = settings.PLATFORM_SETTINGS[provider]
    return Registration(name=provider, client_id=client.client_id, client_secret=client.client_secret, **urls)
