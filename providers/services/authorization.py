"""Authorizes with OAuth: builds the address of the consent page, takes the callback, and creates a connection."""

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
from accounts.services.outbox import add_to_outbox
from accounts.services.transmissions import count_transmission
from providers.contract import Platform
from providers.credentials import AuthorizationResponse, Registration
from providers.errors import ProviderError, ReconnectNeeded
from providers.models import OAuthState
from providers.oauth import hash_state, new_state, parse_scopes
from providers.registrations import registration_named
from providers.registry import PLATFORMS
from providers.services.connect import NotConnected, check_deletion, connect
from providers.services.revocation import cancel_revocation

STATE_LIFETIME = timedelta(minutes=30)
"""An athlete may spend this much time on the consent page."""

LIFETIME_WITHOUT_STATE = timedelta(minutes=10)
"""An athlete who comes back without the state may have spent only this much."""

EXCHANGE = "providers.exchange"
EXCHANGE_LIFETIME = timedelta(minutes=10)
"""Platforms accept a code for so long (RFC 6749, section 4.1.2)."""


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
    check_deletion(platform)
    try:
        registration = registration_named(platform, oauth_state.registration_name)
        count_transmission(platform.name, EXCHANGE)
        granted_scopes, callback = parse_scopes(content["granted_scopes"]), content.get("callback", "")
        answer = AuthorizationResponse(content["code"], granted_scopes, callback, _verifier(oauth_state))
        grant = platform.exchange_code(registration, answer)
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
