"""The way to a platform's consent and back."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.services.lock_account import lock_account
from providers.contract import Grant, Platform, Registration
from providers.errors import ProviderError
from providers.models import Connection, OAuthState
from providers.oauth import hash_state, new_state, parse_scopes
from providers.registrations import registration_named
from providers.registry import PLATFORMS
from providers.services.start_pull import DAY, pull_new
from providers.services.tokens import encrypt_tokens

GOOD_FOR = timedelta(minutes=30)
"""How long somebody may take at the platform."""


class NotConnected(Exception):
    """Nothing was connected; `code` says why, in a word that the page has a sentence for, and `label` where."""

    def __init__(self, code: str, label: str = "") -> None:
        super().__init__(code)
        self.code, self.label = code, label


def authorization_url(platform: Platform, registration: Registration, callback: str) -> str:
    """Writes down that the current owner is being asked there; the address to go to."""
    state = new_state()
    OAuthState.objects.filter(asked_at__lt=timezone.now() - GOOD_FOR).delete()
    OAuthState.objects.create(provider=platform.name, registration_name=registration.name, state_hash=hash_state(state))
    return platform.authorization_url(registration, callback, state)


def complete_authorization(state: str, code: str, scopes: str, error: str) -> Connection:
    """What the platform sent the current owner back with becomes a connection, and its first pull begins.

    Raises NotConnected: `state` for an answer to a question that was never asked (or long ago, or twice), `no` when
    the athlete said no, `scopes` when nothing can be read, else the code of what the platform answered.
    """
    consent = _take(state)
    platform = PLATFORMS[consent.provider]
    if error or not code:
        raise NotConnected("no" if error == "access_denied" else "answer", platform.label)
    granted = parse_scopes(scopes)
    try:
        registration = registration_named(consent.registration_name)
        grant = platform.exchange_code(registration, code, granted)
    except ProviderError as problem:
        raise NotConnected(problem.code, platform.label) from None
    if not platform.read_scopes & grant.granted_scopes:
        raise NotConnected("scopes", platform.label)
    return connect(platform, registration, grant)


def connect(platform: Platform, registration: Registration, grant: Grant) -> Connection:
    """The current owner's connection with that grant: a new one, or the one there is, well again.

    Raises NotConnected: `other_athlete` when the one there is belongs to somebody else there.
    """
    values = {
        "registration_name": registration.name,
        "athlete_id": grant.athlete_id,
        "scopes": " ".join(sorted(grant.granted_scopes)),
        "sealed": encrypt_tokens(platform.name, grant.tokens),
        "state": Connection.State.CONNECTED,
        "trouble": "",
        "waiting_until": None,
        "refreshing_until": None,
    }
    with transaction.atomic():
        lock_account()
        connection = Connection.objects.filter(provider=platform.name).first() or Connection(provider=platform.name)
        was = (connection.registration_name, connection.athlete_id)
        is_new = connection._state.adding
        if not is_new and was != (registration.name, grant.athlete_id):
            raise NotConnected("other_athlete", platform.label)
        for name, value in values.items():
            setattr(connection, name, value)
        connection.version += 1
        connection.next_pull_at = timezone.now() + DAY
        connection.save()
        pull_new(connection)
    return connection


def _take(state: str) -> OAuthState:
    """The consent that was asked for with this state, once. Raises NotConnected."""
    with transaction.atomic():
        asked = OAuthState.objects.select_for_update().filter(
            state_hash=hash_state(state), asked_at__gte=timezone.now() - GOOD_FOR
        )
        consent = asked.first()
        if consent is None:
            raise NotConnected("state")
        OAuthState.objects.filter(pk=consent.pk).delete()
    return consent
