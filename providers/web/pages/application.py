"""Builds the page on which the operator of a self-hosted install enters an application made at a platform."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Account
from providers.contract import Platform
from providers.errors import ProviderUnavailable
from providers.registrations import stored_client
from providers.registry import PLATFORMS
from providers.services.own_registration import is_in_use, is_stored


def can_register(account: Account) -> bool:
    """Returns whether the account may enter applications: the operator of a self-hosted install may."""
    return bool(account.is_operator) and not settings.HOSTED


def platforms_to_register(account: Account) -> list[Platform]:
    """Returns the platforms for which the account may enter an application, by their labels."""
    if not can_register(account):
        return []
    own = [platform for name, platform in PLATFORMS.items() if name in settings.PLATFORM_SETTINGS]
    return sorted(own, key=lambda platform: platform.label)


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """Holds what the page shows of the application at a platform. It never holds the secret.

    `client_id` and `saved_at` are those of the stored application, empty without one, and while it cannot be
    decrypted. `other_address` is the address that the operator uses now where it is not the one in BASE_URL.
    """

    platform: Platform
    is_stored: bool
    is_in_use: bool
    is_in_settings: bool
    client_id: str
    saved_at: datetime | None
    callback_url: str
    other_address: str

    @property
    def callback_domain(self) -> str:
        """Returns the domain of the callback, which some platforms ask for instead of the whole address."""
        return urlsplit(self.callback_url).hostname or ""

    @property
    def base_url(self) -> str:
        """Returns the address of this install in its settings."""
        return str(settings.BASE_URL)


def application_page(platform: Platform, request: HttpRequest) -> ApplicationPage:
    """Returns the page of the application at a platform: three queries."""
    try:
        client = stored_client(platform.name)
    except ProviderUnavailable:
        client = None
    address = f"{request.scheme}://{request.get_host()}"
    return ApplicationPage(
        platform,
        is_stored=is_stored(platform.name),
        is_in_use=is_in_use(platform.name),
        is_in_settings=platform.name in settings.REGISTRATIONS,
        client_id=client.client_id if client else "",
        saved_at=client.saved_at if client else None,
        callback_url=callback_url(),
        other_address="" if address == settings.BASE_ORIGIN else address,
    )


def callback_url() -> str:
    """Returns the address to which platforms send athletes back, under the address of this install in its settings."""
    return f"{settings.BASE_ORIGIN}{reverse('connection_callback')}"
