"""Stores connections to platforms: what was granted, what was pulled, and the names of the athlete's gear."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.same_owner import SameOwner
from activities.record import MAX_TEXT_LENGTH
from providers.contract import Platform
from providers.credentials import Registration
from providers.errors import ProviderUnavailable
from providers.registrations import registration_named
from providers.registry import PLATFORMS


class Connection(Owned):
    """A connection is an account's link to one platform.

    `registration_name` names the registration that gave the grant; the grant is never used with another.
    `encrypted_tokens` is encrypted with the account's key, and only `providers.services.tokens` decrypts it.
    `tokens_version` counts the changes of the tokens; until `refresh_lease_until` only one process may refresh them.
    `next_pull_at` is when the schedule pulls next, `full_pull_at` when a pull last listed all activities.
    `waiting_until` and `last_error` say why a pull is delayed: the rate limit, or the code of the last failure.
    """

    class State(models.TextChoices):
        CONNECTED = "connected"
        RECONNECT = "reconnect"
        UNAVAILABLE = "unavailable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=32)
    registration_name = models.CharField(max_length=32)
    athlete_id = models.CharField(max_length=128)
    granted_scopes = models.CharField(max_length=MAX_TEXT_LENGTH)
    encrypted_tokens = models.BinaryField(editable=False)
    tokens_version = models.PositiveIntegerField(default=0)
    refresh_lease_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.CONNECTED)
    is_paused = models.BooleanField(default=False)
    waiting_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=32, default="", blank=True)
    connected_at = models.DateTimeField(default=timezone.now)
    pulled_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    full_pull_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    next_pull_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=True, external=("athlete_id", "granted_scopes"), encrypted=("encrypted_tokens",))

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
        """Returns the registration of the grant. Raises ProviderUnavailable when this install no longer has it."""
        return registration_named(self.registration_name)

    @property
    def known_registration(self) -> Registration | None:
        """Returns the registration; None when this install no longer has it, or lacks the platform."""
        try:
            return self.registration if self.platform else None
        except ProviderUnavailable:
            return None

    def has_scope(self, name: str) -> bool:
        """Returns whether the athlete has granted the scope of that name."""
        return name in self.granted_scopes.split()

    def can_write(self, field: str) -> bool:
        """Returns whether the platform lets that field be changed, and the athlete has granted it."""
        platform = self.platform
        return field in platform.writable_fields and self.has_scope(platform.write_scopes.get(field, ""))


class OAuthState(Owned):
    """An OAuth state records that the athlete was sent to a platform. Only the hash of the state itself is stored."""

    provider = models.CharField(max_length=32)
    registration_name = models.CharField(max_length=32)
    state_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "state_hash"], name="oauth_state_once")]

    def __str__(self) -> str:
        return f"OAuth state {self.pk}"


class Pull(Owned):
    """A pull is one fetch of a connection's list, page by page. It is open until it has an end.

    It lists the activities that started after `after` and before `until`; None is no limit. Only pulls from before an
    upgrade have an `until`: what a clock that runs years ahead has dated is listed, too. `listed_count` counts the
    listed activities, `unreadable_count` those of them that could not be read, `new_count` those not stored before.
    `oldest_listed_at` is the earliest start so far.
    """

    class Kind(models.TextChoices):
        FIRST = "first"
        DAILY = "daily"
        NOW = "now"
        FULL = "full"

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

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="pull_owner_id"),
            models.UniqueConstraint(fields=["owner", "connection"], condition=Q(ended_at=None), name="pull_one_open"),
            SameOwner("connection"),
        ]
        indexes = [models.Index(fields=["owner", "-started_at"], name="pull_newest")]

    def __str__(self) -> str:
        return f"{self.kind} pull {self.pk}"


class Gear(Owned):
    """Gear is a bike or a pair of shoes, by the id and the name that a platform gives it."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="gear")
    gear_id = models.CharField(max_length=128)
    label = models.CharField(max_length=MAX_TEXT_LENGTH)

    privacy = Privacy(is_owned=True, external=("gear_id", "label"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "connection", "gear_id"], name="gear_once"),
            SameOwner("connection"),
        ]

    def __str__(self) -> str:
        return f"gear {self.pk}"


class RateLimitWindow(models.Model):
    """A rate-limit window is the time until which a registration has used up its calls; no call is made before it."""

    registration_name = models.CharField(max_length=32, unique=True)
    full_until = models.DateTimeField()

    privacy = Privacy(is_owned=False)

    def __str__(self) -> str:
        return self.registration_name
