"""Checks what platforms need of an install for the doctor: each check returns a short text, or raises InstallFault."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.scope import OwnerId, crossing, owner_scope
from providers.contract import Platform
from providers.credentials import Registration
from providers.errors import ProviderError
from providers.models import Connection
from providers.registrations import registration_for
from providers.registry import PLATFORMS
from providers.services.tokens import load_tokens
from providers.services.webhooks import callback_url, verify_token, webhook_of
from providers.webhook_events import Webhook
from tracekit_site.private_hosts import is_private
from tracekit_site.services.install import InstallFault

TIMEOUT_S = 5.0
"""A server has so many seconds to accept a connection, and as many for its answer."""
MAX_SERVICE_CLOCK_OFFSET_S = 120.0
"""A service's clock is read from an answer over the Internet; signatures of events live for minutes."""
GRANT_SAMPLE = 100
"""The grants of so many connections, the newest ones, are decrypted."""


def own_registrations() -> list[tuple[Platform, Registration]]:
    """Returns the platforms at which the operator has registered this install, which the sandbox is not."""
    pairs = [(platform, registration_for(platform)) for platform in PLATFORMS.values()]
    return [
        (platform, registration) for platform, registration in pairs if registration and not registration.is_sandbox
    ]


def check_callbacks() -> str:
    """Checks that the address to which platforms send athletes back is one that they accept; says what to enter."""
    address = f"{settings.BASE_ORIGIN}{reverse('connection_callback')}"
    url = urlsplit(address)
    if url.scheme != "https" and not is_private(url.hostname or ""):
        raise InstallFault(
            f"Services send athletes back to {address}, without HTTPS over the Internet. Set up HTTPS, set BASE_URL to "
            "the https:// address, and enter the new one at each service."
        )
    places = ", ".join(f"{platform.label} ({platform.registration_url})" for platform, _ in own_registrations())
    return f"enter {url.hostname} as the callback domain, or {address} as the redirect address, at {places}"


def check_webhooks() -> str:
    """Checks that platforms can send events to this install, and that those that we subscribed to go there."""
    if is_private(urlsplit(settings.BASE_ORIGIN).hostname or ""):
        return "services cannot reach a private address, so new activities come with the daily sync"
    return "\nwebhooks: ".join(
        f"{platform.label} {_check_webhook(platform, webhook, registration)}"
        for platform, registration in own_registrations()
        if (webhook := webhook_of(platform.name)) is not None
    )


def _check_webhook(platform: Platform, webhook: Webhook, registration: Registration) -> str:
    _require_handshake(platform, webhook)
    if not webhook.can_subscribe:
        return f"reaches this install; enter {callback_url(platform.name)} on {webhook.setup_url}"
    try:
        addresses = {subscription.callback_url for subscription in webhook.subscriptions(registration)}
    except ProviderError as error:
        return f"reaches this install; it did not say whether we are subscribed ({error.code})"
    if not addresses:
        command = f"python -m tracekit webhooks subscribe --provider {platform.name}"
        return f"reaches this install, which is not subscribed: run `{command}`"
    if callback_url(platform.name) not in addresses:
        raise InstallFault(
            f"{platform.label} sends events to another address than {callback_url(platform.name)}. Run "
            f"`python -m tracekit webhooks unsubscribe --provider {platform.name}`, then `… subscribe`."
        )
    return "reaches this install, which is subscribed"


def _require_handshake(platform: Platform, webhook: Webhook) -> None:
    """Raises InstallFault unless our public address answers as the platform expects, or as it does to a stranger."""
    import requests  # takes a tenth of the start of every process, most of which never call a platform

    challenge, token = secrets.token_hex(8), verify_token(platform.name)
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
    expected, address = webhook.handshake(query, token), callback_url(platform.name)
    try:
        response = requests.get(address, query, timeout=TIMEOUT_S, allow_redirects=False)
        answer = response.json() if response.status_code == 200 else None
    except (requests.RequestException, ValueError):
        raise InstallFault(
            f"{address} does not answer, so {platform.label} cannot send events. Check BASE_URL, the proxy and the "
            "firewall; the address must be reachable from the Internet."
        ) from None
    if response.status_code != (403 if expected is None else 200) or answer != expected:
        raise InstallFault(
            f"{address} answers with status {response.status_code} and not as this install does, so {platform.label} "
            "cannot send events. Let the proxy pass /webhooks/ on unchanged, and check BASE_URL."
        )


def check_service_clocks() -> str:
    """Checks that this machine's clock agrees with those of the platforms that answer."""
    offsets = {platform.label: offset_s for platform, offset_s in _clock_offsets()}
    for label, offset_s in offsets.items():
        if abs(offset_s) > MAX_SERVICE_CLOCK_OFFSET_S:
            side = "ahead of" if offset_s > 0 else "behind"
            raise InstallFault(f"The clock is {abs(offset_s):.0f} s {side} that of {label}. Set it by NTP.")
    return f"agrees with {' and '.join(offsets)}" if offsets else "no service could be asked"


def _clock_offsets() -> Iterator[tuple[Platform, float]]:
    import requests

    for platform, registration in own_registrations():
        try:
            response = requests.head(registration.site_url, timeout=TIMEOUT_S, allow_redirects=False)
            answered_at = parsedate_to_datetime(response.headers["Date"])
        except (requests.RequestException, KeyError, ValueError):
            continue
        yield platform, (datetime.now(UTC) - answered_at.astimezone(UTC)).total_seconds()


def check_grants() -> str:
    """Checks that the newest grants can be decrypted with the keys of their accounts."""
    total = unreadable = 0
    for owner_id, connection_id in _newest_grants():
        with owner_scope(OwnerId(owner_id)):
            connection = Connection.objects.filter(pk=connection_id).first()
            if connection is None:
                continue  # It was disconnected meanwhile.
            total += 1
            try:
                load_tokens(connection)
            except ProviderError:
                unreadable += 1
    if unreadable:
        raise InstallFault(
            f"Access keys that cannot be decrypted: {unreadable} of the newest {total}. If the keys of another install "
            "are set, put the right ones back; else their athletes reconnect on the Connections page."
        )
    return f"the newest {total} can be decrypted"


@crossing()
def _newest_grants() -> list[tuple[UUID, UUID]]:
    connections = Connection.across_accounts.exclude(encrypted_tokens=b"").exclude(state=Connection.State.CLOSED)
    return list(connections.order_by("-connected_at").values_list("owner_id", "pk")[:GRANT_SAMPLE])
