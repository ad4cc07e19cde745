"""Connections to platforms: what was granted, what is pulled, and what the platform calls the athlete's gear."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.same_owner import SameOwner
from activities.record import TEXT_MAX
from providers.contract import Platform, Registration
from providers.errors import ProviderUnavailable
from providers.registrations import registration_named
from providers.registry import PLATFORMS

Moment = "models.DateTimeField[datetime | None, datetime | None]"


class Connection(Owned):
    """An account's link to one platform.

    `registration` names the install's registration that the grant belongs to; a grant never goes anywhere else.
    `sealed` holds the keys, sealed with the account's key: `providers.services.tokens` opens them, nothing else does.
    `version` counts changes of the keys, `refreshing_until` is a lease on changing them.
    `next_pull_at` is when the timetable asks next; `whole_at` when last a pull had listed everything there is.
    `waiting_until` and `trouble` say what holds a pull up: a full window, or the last failure's code.
    """

    class State(models.TextChoices):
        CONNECTED = "connected"
        RECONNECT = "reconnect"
        UNAVAILABLE = "unavailable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=32)
    registration_name = models.CharField(max_length=32)
    athlete_id = models.CharField(max_length=128)
    scopes = models.CharField(max_length=TEXT_MAX)
    sealed = models.BinaryField(editable=False)
    version = models.PositiveIntegerField(default=0)
    refreshing_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.CONNECTED)
    is_paused = models.BooleanField(default=False)
    waiting_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=32, default="", blank=True)
    connected_at = models.DateTimeField(default=timezone.now)
    pulled_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    whole_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    next_pull_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=True, external=("athlete_id", "scopes"), encrypted=("sealed",))

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
        """What it leads to. Raises ProviderUnavailable for a platform that this release does not have."""
        if self.provider not in PLATFORMS:
            raise ProviderUnavailable("unregistered")
        return PLATFORMS[self.provider]

    @property
    def registration(self) -> Registration:
        """As whom the platform is asked. Raises ProviderUnavailable when this install has it no more."""
        return registration_named(self.registration_name)

    @property
    def known_registration(self) -> Registration | None:
        """As `registration`; None when this install has it no more, or the platform itself."""
        try:
            return self.registration if self.platform else None
        except ProviderUnavailable:
            return None

    @property
    def granted(self) -> frozenset[str]:
        """The scopes that the athlete agreed to."""
        return frozenset(self.scopes.split())

    def can_write(self, field: str) -> bool:
        """Whether the platform lets that field be changed, and the athlete has granted it."""
        return field in self.platform.writable_fields and self.platform.write_scopes.get(field) in self.granted


class OAuthState(Owned):
    """That the athlete has left for a platform to be asked. Only the hash of what has to come back is kept."""

    provider = models.CharField(max_length=32)
    registration_name = models.CharField(max_length=32)
    state_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "state_hash"], name="consent_once")]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Pull(Owned):
    """One fetch of a connection's list, page by page; `page` is the next one. Without an end it is under way.

    `after` is None for all there is; `until` stands still, so that what is new meanwhile cannot shift the pages by more
    than itself.  `listed` counts what the platform named, `left_out` what of that could not be read.
    """

    class Kind(models.TextChoices):
        FIRST = "first"
        DAILY = "daily"
        NOW = "now"
        WHOLE = "whole"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="pulls")
    kind = models.CharField(max_length=8, choices=Kind)
    after: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    until = models.DateTimeField()
    has_gear = models.BooleanField(default=False)
    page = models.PositiveIntegerField(default=1)
    listed = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    reached: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="pull_owner_id"),
            models.UniqueConstraint(
                fields=["owner", "connection"], condition=Q(ended_at=None), name="pull_one_under_way"
            ),
            SameOwner("connection"),
        ]
        indexes = [models.Index(fields=["owner", "-started_at"], name="pull_newest")]

    def __str__(self) -> str:
        return f"{self.kind} pull {self.pk}"


class Gear(Owned):
    """What a platform calls a bike or a pair of shoes."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="gear")
    gear_id = models.CharField(max_length=128)
    label = models.CharField(max_length=TEXT_MAX)

    privacy = Privacy(is_owned=True, external=("gear_id", "label"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "connection", "gear_id"], name="gear_once"),
            SameOwner("connection"),
        ]

    def __str__(self) -> str:
        return f"gear {self.pk}"


class RateLimitWindow(models.Model):
    """That a registration's limit at its platform is used up, and until when: nobody asks before."""

    registration_name = models.CharField(max_length=32, unique=True)
    full_until = models.DateTimeField()

    privacy = Privacy(is_owned=False)

    def __str__(self) -> str:
        return self.registration_name
