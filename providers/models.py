"""Stores connections to platforms: what was granted, what was pulled, and the names of the athlete's gear."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import AS_LONG_AS_CONNECTION, Exported, Privacy, WhenErased
from accounts.same_owner import SameOwner
from activities.record import MAX_TEXT_LENGTH
from providers.contract import Platform
from providers.credentials import Registration
from providers.errors import ProviderUnavailable, ReconnectNeeded
from providers.querysets import CLOSED, ConnectionBoundManager, ConnectionManager
from providers.registrations import registration_named
from providers.registry import PLATFORMS

OF_GRANT = "part of the grant, which a new install has to ask for"
OF_SCHEDULE = "tracekit's own schedule, which starts anew"


class Connection(Owned):
    """A connection is an account's link to one platform.

    `registration_name` names the registration that gave the grant; the grant is never used with another. It is empty
    where an import has brought the connection without a grant.
    `encrypted_tokens` is encrypted with the account's key, and only `providers.services.tokens` decrypts it.
    `tokens_version` counts the changes of the tokens; until `refresh_lease_until` only one process may refresh them.
    `next_pull_at` is when the schedule pulls next, `full_pull_at` when a pull last listed all activities.
    `sandbox_code` is the code of a sandbox's athlete; every other connection has none.
    One that the athlete has ended is CLOSED, without tokens, until everything from it is deleted; `objects` lacks it.
    `waiting_until` and `last_error` say why a pull is delayed: the rate limit, or the code of the last failure.
    `window_calls` counts the calls since `window_start`, the start of a window of the platform's rate limit.
    `last_used_at` is when the tokens were last used, up to a minute, and `last_used_by` the kind of job that did it.
    """

    class State(models.TextChoices):
        CONNECTED = "connected"
        RECONNECT = "reconnect"
        UNAVAILABLE = "unavailable"
        CLOSED = CLOSED

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=32)
    registration_name = models.CharField(max_length=32)
    athlete_id = models.CharField(max_length=128)
    sandbox_code = models.CharField(max_length=16, default="", blank=True)
    granted_scopes = models.CharField(max_length=MAX_TEXT_LENGTH)
    encrypted_tokens = models.BinaryField(editable=False)
    tokens_version = models.PositiveIntegerField(default=0)
    refresh_lease_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.CONNECTED)
    is_paused = models.BooleanField(default=False)
    waiting_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=32, default="", blank=True)
    window_start: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    window_calls = models.PositiveIntegerField(default=0, db_default=0)
    connected_at = models.DateTimeField(default=timezone.now)
    pulled_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    full_pull_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    next_pull_at = models.DateTimeField(default=timezone.now)
    last_used_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    last_used_by = models.CharField(max_length=64, default="", db_default="", blank=True)

    objects: ClassVar[ConnectionManager] = ConnectionManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="connections", columns=("provider", "athlete_id", "is_paused", "connected_at", "pulled_at")
        ),
        withheld={
            "encrypted_tokens": "a secret",
            **dict.fromkeys(("granted_scopes", "registration_name", "tokens_version", "refresh_lease_until"), OF_GRANT),
            **dict.fromkeys(("state", "sandbox_code", "last_error"), OF_GRANT),
            **dict.fromkeys(("waiting_until", "window_start", "window_calls"), OF_SCHEDULE),
            **dict.fromkeys(("full_pull_at", "next_pull_at"), OF_SCHEDULE),
            **dict.fromkeys(("last_used_at", "last_used_by"), "when this install used the grant"),
        },
        retention="until you disconnect the service or delete your account",
        external=("athlete_id", "granted_scopes", "sandbox_code"),
        encrypted=("encrypted_tokens",),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="connection_owner_id"),
            models.UniqueConstraint(fields=["owner", "provider"], name="connection_once"),
        ]
        indexes = [models.Index(fields=["next_pull_at"], name="connection_due")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def platform(self) -> Platform:
        """Returns the platform. Raises ProviderUnavailable for one that this release does not have."""
        if self.provider not in PLATFORMS:
            raise ProviderUnavailable("unregistered")
        return PLATFORMS[self.provider]

    @property
    def registration(self) -> Registration:
        """Returns the registration of the grant.

        Raises ReconnectNeeded without a grant, and ProviderUnavailable when this install lacks its registration.
        """
        if not self.has_grant:
            raise ReconnectNeeded("grant")
        return registration_named(self.registration_name)

    @property
    def has_grant(self) -> bool:
        """Returns whether the platform ever gave a grant here: a connection that an import has brought has none."""
        return bool(self.registration_name)

    @property
    def known_registration(self) -> Registration | None:
        """Returns the registration; None when this install no longer has it, or lacks the platform."""
        try:
            return self.registration if self.platform else None
        except (ProviderUnavailable, ReconnectNeeded):
            return None

    def has_scope(self, name: str) -> bool:
        """Returns whether the athlete has granted the scope of that name."""
        return name in self.granted_scopes.split()

    def can_write(self, field: str) -> bool:
        """Returns whether the platform lets that field be changed, and the athlete has granted it."""
        platform = self.platform
        return field in platform.writable_fields and self.has_scope(platform.write_scopes.get(field, ""))


class OAuthState(Owned):
    """An OAuth state records that the athlete was sent to a platform. Only the hash of the state itself is stored.

    `answered_at` is when the platform sent the athlete back, `ended_at` when the code was exchanged for a grant, or
    could not be, and `error` the code of the reason when nothing was connected.
    """

    provider = models.CharField(max_length=32)
    registration_name = models.CharField(max_length=32)
    state_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    error = models.CharField(max_length=32, default="", db_default="", blank=True)

    privacy = Privacy(
        is_owned=True,
        export="a visit to a platform's consent page, which means nothing after it",
        retention="until your next visit to a consent page, or as long as your account",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "state_hash"], name="oauth_state_once")]

    def __str__(self) -> str:
        return f"OAuth state {self.pk}"


class Pull(Owned):
    """A pull is one fetch of a connection's list, page by page. It is open until it has an end.

    It lists the activities that started after `after` and before `until`; None is no limit. Only pulls of a span, and
    those from before an upgrade, have an `until`: what a clock that runs years ahead has dated is listed, too.
    `listed_count` counts the listed activities, `unreadable_count` those of them that could not be read, `new_count`
    those not stored before. `oldest_listed_at` is the earliest start so far.
    """

    class Kind(models.TextChoices):
        FIRST = "first"
        DAILY = "daily"
        NOW = "now"
        FULL = "full"
        SPAN = "span"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="pulls")
    kind = models.CharField(max_length=8, choices=Kind)
    after: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    has_fetched_gear = models.BooleanField(default=False)
    next_page = models.PositiveIntegerField(default=1)
    listed_count = models.PositiveIntegerField(default=0)
    unreadable_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    oldest_listed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    objects: ClassVar[ConnectionBoundManager] = ConnectionBoundManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="syncs",
            columns=(
                *("connection", "kind", "started_at", "ended_at"),
                *("listed_count", "unreadable_count", "new_count", "oldest_listed_at"),
            ),
            only={"ended_at__isnull": False},
        ),
        withheld=dict.fromkeys(("after", "until", "has_fetched_gear", "next_page"), OF_SCHEDULE),
        retention=AS_LONG_AS_CONNECTION,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="pull_owner_id"),
            models.UniqueConstraint(fields=["owner", "connection"], condition=Q(ended_at=None), name="pull_one_open"),
            SameOwner("connection"),
        ]
        indexes = [
            models.Index(fields=["owner", "-started_at"], name="pull_newest"),
            models.Index(fields=["started_at"], name="pull_started"),  # the operator's admin counts syncs by day
        ]

    def __str__(self) -> str:
        return f"{self.kind} pull {self.pk}"


class Gear(Owned):
    """Gear is a bike or a pair of shoes, by the id and the name that a platform gives it."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="gear")
    gear_id = models.CharField(max_length=128)
    label = models.CharField(max_length=MAX_TEXT_LENGTH)

    privacy = Privacy(
        is_owned=True,
        export=Exported(name="gear", columns=("connection", "gear_id", "label")),
        retention=AS_LONG_AS_CONNECTION,
        external=("gear_id", "label"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "connection", "gear_id"], name="gear_once"),
            SameOwner("connection"),
        ]

    def __str__(self) -> str:
        return f"gear {self.pk}"


class RateLimitWindow(models.Model):
    """A rate-limit window is the time until which a registration has used up its calls; no call is made before it.

    The sandbox's registration has none: its athletes have limits of their own, which their connections remember.
    """

    registration_name = models.CharField(max_length=32, unique=True)
    full_until = models.DateTimeField()

    privacy = Privacy(
        is_owned=False,
        export="it belongs to the install",
        retention="until the platform allows calls again, and then until it is replaced",
        erasure=WhenErased.NEVER,
    )

    def __str__(self) -> str:
        return self.registration_name
