"""Authorizes with OAuth: builds the address of the consent page, takes the callback, and creates a connection."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.outbox import NotDelivered, outbox_kind
from accounts.scope import OwnerDeleted, OwnerId, current_owner_id, owner_scope
from accounts.services.lock_account import lock_account, require_open_account
from accounts.services.notifications import delete_notifications
from accounts.services.outbox import add_to_outbox
from accounts.services.transmissions import count_transmission
from providers.contract import Platform
from providers.credentials import Consent, Grant, Registration
from providers.errors import ProviderError, ReconnectNeeded
from providers.models import Connection, OAuthState
from providers.notifications import RECONNECT, SYNC_FAILED
from providers.oauth import hash_state, new_state, parse_scopes
from providers.registrations import registration_named
from providers.registry import PLATFORMS
from providers.services.revocation import cancel_revocation
from providers.services.start_pull import DAY, pull_new
from providers.services.tokens import encrypt_tokens

STATE_LIFETIME = timedelta(minutes=30)
"""An athlete may spend this much time on the consent page."""

LIFETIME_WITHOUT_STATE = timedelta(minutes=10)
"""An athlete who comes back without the state may have spent only this much."""

EXCHANGE = "providers.exchange"
EXCHANGE_LIFETIME = timedelta(minutes=10)
"""Platforms accept a code for so long (RFC 6749, section 4.1.2)."""

SANDBOX_CODE = r"[a-z0-9]{16}"
"""A sandbox's athlete has a code of this form."""


class NotConnected(Exception):
    """An authorization has created no connection; `code` says why, and the pages have a message for each code."""

    def __init__(self, code: str, label: str = "") -> None:
        super().__init__(code)
        self.code, self.label = code, label


def authorization_url(platform: Platform, registration: Registration, callback: str, browser: str) -> str:
    """Returns the address of the consent page for the current owner, and stores the state that must come back.

    `browser` stands for the session that asks; only from there is the answer accepted.
    """
    state = new_state()
    OAuthState.objects.filter(created_at__lt=timezone.now() - STATE_LIFETIME).delete()
    row = OAuthState.objects.create(
        provider=platform.name,
        registration_name=registration.name,
        state_hash=hash_state(state, browser),
        browser_hash=hash_state("", browser),
    )
    return platform.authorization_url(registration, callback, state, _verifier(row))


def accept_answer(
    browser: str, callback: str, state: str, code: str, granted_scopes: str, error: str, sandbox_code: str = ""
) -> OAuthState:
    """Takes the parameters of the callback, and leaves the exchange of the code for a grant to the outbox.

    `callback` is the address that was called. Only a sandbox sends the code of its athlete with the parameters. The
    athlete's newer answer replaces an older one.

    Raises NotConnected: `state` for one that is unknown, expired, used or another browser's, `access_denied` when the
    athlete refused.
    """
    with transaction.atomic():
        lock_account()  # Two answers at once would each wait for the row that the other deletes.
        oauth_state = _take(_find_state(state, browser) if state else _find_without_state(browser))
        label = PLATFORMS[oauth_state.provider].label
        if error or not code:
            raise NotConnected("access_denied" if error == "access_denied" else "answer", label)
        OAuthState.objects.filter(provider=oauth_state.provider).exclude(pk=oauth_state.pk).delete()
        content = {"code": code, "granted_scopes": granted_scopes, "sandbox_code": sandbox_code, "callback": callback}
        owner_id = str(current_owner_id())
        add_to_outbox(EXCHANGE, {"owner_id": owner_id, "oauth_state_id": oauth_state.pk, **content})
    return oauth_state


def is_overdue(oauth_state: OAuthState) -> bool:
    """Returns whether the exchange has not ended in the time in which it is tried."""
    answered_at = oauth_state.answered_at
    return oauth_state.ended_at is None and bool(answered_at and answered_at < timezone.now() - EXCHANGE_LIFETIME)


@outbox_kind(EXCHANGE, may_repeat=True, lifetime=EXCHANGE_LIFETIME)
def _deliver_answer(content: dict[str, Any]) -> None:
    """Connects with the code, or notes on the OAuth state why not; ends when the account is being erased."""
    with suppress(OwnerDeleted), owner_scope(OwnerId(UUID(content["owner_id"]))):
        pending = OAuthState.objects.filter(pk=content["oauth_state_id"], ended_at=None)
        oauth_state = pending.first()
        if oauth_state is None:
            return  # A newer answer has replaced it, or it was delivered before.
        require_open_account()
        if not cancel_revocation(oauth_state.provider):
            raise NotDelivered  # It would end the new grant: some platforms know one grant of an athlete alone.
        try:
            _exchange(oauth_state, content)
        except NotConnected as error:
            pending.update(error=error.code, ended_at=timezone.now())


def _exchange(oauth_state: OAuthState, content: dict[str, str]) -> None:
    """Connects the current owner, and starts the first pull.

    Raises NotConnected: `scopes` when activities cannot be read, `client` when the platform refuses the client id or
    the secret of the install, else the code of the platform's error.
    """
    platform = PLATFORMS[oauth_state.provider]
    _check_deletion(platform)
    try:
        registration = registration_named(platform, oauth_state.registration_name)
        count_transmission(platform.name, EXCHANGE)
        scopes, callback = parse_scopes(content["granted_scopes"]), content.get("callback", "")
        consent = Consent(content["code"], scopes, callback, _verifier(oauth_state))
        grant = platform.exchange_code(registration, consent)
    except ReconnectNeeded:
        raise NotConnected("client", platform.label) from None  # There is no grant yet that could be at fault.
    except ProviderError as failure:
        raise NotConnected(failure.code, platform.label) from None
    if not platform.read_scopes & grant.granted_scopes:
        raise NotConnected("scopes", platform.label)
    try:
        with transaction.atomic():
            connect(platform, registration, grant, content["sandbox_code"])
            if not OAuthState.objects.filter(pk=oauth_state.pk).update(ended_at=timezone.now()):
                raise NotConnected("state")  # A newer answer has replaced it meanwhile.
    except OwnerDeleted:
        with suppress(ProviderError):
            platform.revoke(registration, grant.tokens)  # Nobody else knows this grant.
        raise


def connect(platform: Platform, registration: Registration, grant: Grant, sandbox_code: str = "") -> Connection:
    """Returns the current owner's connection with a new grant: a new connection, or the old one repaired.

    Raises NotConnected: `other_athlete` when the old one belongs to another athlete of the platform, `being_deleted`
    while the data of a closed one is.
    """
    values: dict[str, Any] = {
        "registration_name": registration.name,
        "athlete_id": grant.athlete_id,
        "granted_scopes": " ".join(sorted(grant.granted_scopes)),
        "encrypted_tokens": encrypt_tokens(platform.name, grant.tokens),
        "state": Connection.State.CONNECTED,
        "last_error": "",
        "waiting_until": None,
        "refresh_lease_until": None,
    }
    if registration.is_sandbox and re.fullmatch(SANDBOX_CODE, sandbox_code):
        values["sandbox_code"] = sandbox_code
    with transaction.atomic():
        lock_account()
        _check_deletion(platform)
        connection = Connection.objects.filter(provider=platform.name).first() or Connection(provider=platform.name)
        identity = (connection.registration_name or registration.name, connection.athlete_id)
        is_new = connection._state.adding
        if not is_new and identity != (registration.name, grant.athlete_id):
            raise NotConnected("other_athlete", platform.label)
        for name, value in values.items():
            setattr(connection, name, value)
        connection.tokens_version += 1
        connection.next_pull_at = timezone.now() + DAY
        connection.save()
        delete_notifications(platform.name, RECONNECT, SYNC_FAILED)
        pull_new(connection)
    return connection


def _check_deletion(platform: Platform) -> None:
    """Raises NotConnected while the data of an earlier connection is still being deleted."""
    if Connection.objects.closed().filter(provider=platform.name).exists():
        raise NotConnected("being_deleted", platform.label)


def _find_state(state: str, browser: str) -> QuerySet[OAuthState]:
    oldest = timezone.now() - STATE_LIFETIME
    return OAuthState.objects.filter(state_hash=hash_state(state, browser), created_at__gte=oldest, answered_at=None)


def _find_without_state(browser: str) -> QuerySet[OAuthState]:
    """Returns the one consent that this browser has under way at a platform that need not send the state back."""
    names = [name for name, platform in PLATFORMS.items() if not platform.always_returns_state]
    oldest = timezone.now() - LIFETIME_WITHOUT_STATE
    browser_hash = hash_state("", browser)
    under_way = OAuthState.objects.filter(browser_hash=browser_hash, created_at__gte=oldest, answered_at=None)
    states = under_way.filter(provider__in=names)
    return states if states.count() == 1 else states.none()


def _take(states: QuerySet[OAuthState]) -> OAuthState:
    """Marks the stored state as answered, so that it is used once, and returns it. Raises NotConnected."""
    oauth_state = states.first()
    if oauth_state is None or not states.update(answered_at=timezone.now()):
        raise NotConnected("state")
    return oauth_state


def _verifier(oauth_state: OAuthState) -> str:
    """Returns the verifier of a consent for PKCE; it is derived, so that no secret is stored."""
    return salted_hmac("providers.pkce", oauth_state.state_hash, algorithm="sha256").hexdigest()
