"""Authorizes with OAuth: builds the address of the consent page, and creates a connection from the callback."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.services.lock_account import lock_account
from providers.contract import Platform
from providers.credentials import Grant, Registration
from providers.errors import ProviderError
from providers.models import Connection, OAuthState
from providers.oauth import hash_state, new_state, parse_scopes
from providers.registrations import registration_named
from providers.registry import PLATFORMS
from providers.services.start_pull import DAY, pull_new
from providers.services.tokens import encrypt_tokens

STATE_LIFETIME = timedelta(minutes=30)
"""An athlete may spend this much time on the consent page."""


class NotConnected(Exception):
    """An authorization has created no connection; `code` says why, and the pages have a message for each code."""

    def __init__(self, code: str, label: str = "") -> None:
        super().__init__(code)
        self.code, self.label = code, label


def authorization_url(platform: Platform, registration: Registration, callback: str) -> str:
    """Returns the address of the consent page for the current owner, and stores the state that must come back."""
    state = new_state()
    OAuthState.objects.filter(created_at__lt=timezone.now() - STATE_LIFETIME).delete()
    OAuthState.objects.create(provider=platform.name, registration_name=registration.name, state_hash=hash_state(state))
    return platform.authorization_url(registration, callback, state)


def complete_authorization(state: str, code: str, granted_scopes: str, error: str) -> Connection:
    """Connects the current owner with the parameters of the callback, and starts the first pull.

    Raises NotConnected: `state` for a state that is unknown, expired or used, `access_denied` when the athlete
    refused, `scopes` when activities cannot be read, else the code of the platform's error.
    """
    oauth_state = _take_state(state)
    platform = PLATFORMS[oauth_state.provider]
    if error or not code:
        raise NotConnected("access_denied" if error == "access_denied" else "answer", platform.label)
    try:
        registration = registration_named(oauth_state.registration_name)
        grant = platform.exchange_code(registration, code, parse_scopes(granted_scopes))
    except ProviderError as failure:
        raise NotConnected(failure.code, platform.label) from None
    if not platform.read_scopes & grant.granted_scopes:
        raise NotConnected("scopes", platform.label)
    return connect(platform, registration, grant)


def connect(platform: Platform, registration: Registration, grant: Grant) -> Connection:
    """Returns the current owner's connection with a new grant: a new connection, or the old one repaired.

    Raises NotConnected: `other_athlete` when the old one belongs to another athlete of the platform.
    """
    values = {
        "registration_name": registration.name,
        "athlete_id": grant.athlete_id,
        "granted_scopes": " ".join(sorted(grant.granted_scopes)),
        "encrypted_tokens": encrypt_tokens(platform.name, grant.tokens),
        "state": Connection.State.CONNECTED,
        "last_error": "",
        "waiting_until": None,
        "refresh_lease_until": None,
    }
    with transaction.atomic():
        lock_account()
        connection = Connection.objects.filter(provider=platform.name).first() or Connection(provider=platform.name)
        identity = (connection.registration_name, connection.athlete_id)
        is_new = connection._state.adding
        if not is_new and identity != (registration.name, grant.athlete_id):
            raise NotConnected("other_athlete", platform.label)
        for name, value in values.items():
            setattr(connection, name, value)
        connection.tokens_version += 1
        connection.next_pull_at = timezone.now() + DAY
        connection.save()
        pull_new(connection)
    return connection


def _take_state(state: str) -> OAuthState:
    """Deletes the stored state, so that it can be used once, and returns it. Raises NotConnected."""
    with transaction.atomic():
        oldest = timezone.now() - STATE_LIFETIME
        states = OAuthState.objects.select_for_update().filter(state_hash=hash_state(state), created_at__gte=oldest)
        oauth_state = states.first()
        if oauth_state is None:
            raise NotConnected("state")
        OAuthState.objects.filter(pk=oauth_state.pk).delete()
    return oauth_state
