"""Stores connections to platforms: what was granted, pulled and deleted there, and the names of the athlete's gear."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.owned import Owned
from accounts.privacy import AS_LONG_AS_CONNECTION, Exported, Privacy, WhenErased
from accounts.same_owner import SameOwner
from activities.models import Activity, SourceFile
from activities.record import MAX_TEXT_LENGTH
from providers.contract import Platform
from providers.credentials import Registration
from providers.errors import ProviderUnavailable, ReconnectNeeded
from providers.querysets import CLOSED, ConnectionBoundManager, ConnectionManager, FileFetchManager
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
    `next_pull_at` is when the schedule pulls next, `full_pull_at` when a pull last listed all activities, and
    `changes_until` the instant up to which a platform with a change feed has told its changes.
    `sandbox_code` is the code of a sandbox's athlete; every other connection has none.
    One that the athlete has ended is CLOSED, without tokens, until everything from it is deleted; `objects` lacks it.
    `waiting_until` and `last_error` say until when and why a pull is delayed: the code of the last failure.
    `window_calls` counts the calls since `window_start`, the start of the shortest window of the platform's limits.
    `last_used_at` is when the tokens were last used, up to a minute, and `last_used_by` the kind of job that did it.
    `pushed_fetch_at` is when activities were last fetched that the platform had told of by itself, and
    `revocation_checked_at` when a call last confirmed or denied that the athlete has ended the grant there.
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
    changes_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    next_pull_at = models.DateTimeField(default=timezone.now)
    last_used_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    last_used_by = models.CharField(max_length=64, default="", db_default="", blank=True)
    pushed_fetch_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    revocation_checked_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

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
            **dict.fromkeys(("full_pull_at", "changes_until", "next_pull_at"), OF_SCHEDULE),
            **dict.fromkeys(("pushed_fetch_at", "revocation_checked_at"), OF_SCHEDULE),
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
        indexes = [
            models.Index(fields=["next_pull_at"], name="connection_due"),
            models.Index(fields=["provider", "athlete_id"], name="connection_athlete"),  # events name only the athlete
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def platform(self) -> Platform:
        """Returns the platform. Raises ProviderUnavailable for one that this release does not have."""
        if self.provider not in PLATFORMS:
            raise ProviderUnavailable("unregistered")
        return PLATFORMS[self.provider]

    @cached_property
    def registration(self) -> Registration:
        """Returns the registration of the grant, which is looked up once: a page asks for each of many activities.

        Raises ReconnectNeeded without a grant, and ProviderUnavailable when this install lacks its registration.
        """
        if not self.has_grant:
            raise ReconnectNeeded("grant")
        return registration_named(self.platform, self.registration_name)

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

    @property
    def is_unavailable(self) -> bool:
        """Returns whether this install as a whole cannot call the platform: its registration is gone, or is refused.

        The platform refuses it as far as the last call of this connection tells.
        """
        is_refused = self.state == Connection.State.UNAVAILABLE or self.last_error in CircuitBreaker.OF_OPERATOR
        return is_refused or (self.has_grant and self.known_registration is None)

    def has_scope(self, name: str) -> bool:
        """Returns whether the athlete has granted the scope of that name."""
        return name in self.granted_scopes.split()

    def can_write(self, field: str) -> bool:
        """Returns whether the platform lets that field be changed, and the athlete has granted it."""
        return self.supports_writing(field) and self.has_scope(self.platform.write_scopes.get(field, ""))

    def supports_writing(self, field: str) -> bool:
        """Returns whether that field can be changed with the registration of this connection."""
        registration = self.known_registration
        return registration is not None and field in self.platform.fields_writable_with(registration)


class OAuthState(Owned):
    """An OAuth state records that the athlete was sent to a platform. Only the hash of the state itself is stored.

    `browser_hash` stands for the browser that asked: it finds the row when a platform does not send the state back.

    `answered_at` is when the platform sent the athlete back, `ended_at` when the code was exchanged for a grant, or
    could not be, and `error` the code of the reason when nothing was connected.
    """

    provider = models.CharField(max_length=32)
    registration_name = models.CharField(max_length=32)
    state_hash = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64, default="", db_default="", blank=True)
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

    It lists the activities that started after `after` and before `until`; None is no limit. Only a pull of a span has
    an `until`: what a clock that runs years ahead has dated is listed, too. At a platform that cannot list by date,
    `after` is of the last change. `cursor` asks for the next page, and `next_page` counts the pages.
    With a change feed, `changed_ids` holds those that are still to be fetched, None until the feed was asked, and
    `changes_until` the instant up to which it has told its changes.
    `expected_count` is about how many activities it will list, 0 where the platform does not say. `listed_count` counts
    the listed activities, `unreadable_count` those of them that could not be read, `new_count` those not stored before.
    `oldest_listed_at` is the earliest start so far. `paged_at` is when the last page was stored, and `page_s` how many
    seconds that page took, with the time that its job waited for its turn.
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
    cursor = models.CharField(max_length=255, default="", db_default="", blank=True)
    changed_ids: "models.JSONField[list[str] | None, list[str] | None]" = models.JSONField(null=True)
    changes_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    expected_count: "models.PositiveIntegerField[int | None, int | None]" = models.PositiveIntegerField(null=True)
    listed_count = models.PositiveIntegerField(default=0)
    unreadable_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    oldest_listed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    paged_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    page_s: "models.FloatField[float | None, float | None]" = models.FloatField(null=True)
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
        withheld=dict.fromkeys(
            (
                *("after", "until", "has_fetched_gear", "next_page", "cursor"),
                *("changed_ids", "changes_until", "expected_count", "paged_at", "page_s"),
            ),
            OF_SCHEDULE,
        ),
        external=("cursor", "changed_ids"),
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


class SkippedActivity(Owned):
    """A skipped activity is one that a platform has listed and that could not be read, with the reason.

    `reason` is a value of `SkipReason`. `provider_id` is the activity's id, and `position` its place in the list where
    the id cannot be read either; nothing else of it is stored. It was last listed at `listed_at`. It goes once the
    activity is read, and when a list of all activities lacks it.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="skipped_activities")
    provider_id = models.CharField(max_length=128, default="", blank=True)
    position = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=16)
    listed_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[ConnectionBoundManager] = ConnectionBoundManager()

    privacy = Privacy(
        is_owned=True,
        export="what could not be read at a service, which the next sync tells again",
        retention=AS_LONG_AS_CONNECTION,
        external=("provider_id",),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "connection", "provider_id", "position"], name="skipped_activity_once"
            ),
            SameOwner("connection"),
        ]

    def __str__(self) -> str:
        return f"skipped activity {self.pk}"


class FileFetch(Owned):
    """A file fetch is a click on the button that fetches the original file of an activity, and what came of it.

    It has ended when the file was received, as `file`, or when it failed for `reason`: the code of a `ProviderError` or
    of a `StorageUnavailable`, or QUOTA. A deleted file takes its fetch along, so that it can be fetched again.
    """

    QUOTA = "quota"
    """This is the reason of a fetch for which the account has no room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(SourceFile, on_delete=models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=32, default="", blank=True)
    clicked_at = models.DateTimeField(default=timezone.now)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    objects: ClassVar[FileFetchManager] = FileFetchManager()

    privacy = Privacy(
        is_owned=True,
        export="a click whose result, the file, is exported as a file",
        retention="as long as the activity and the file",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "activity"], name="file_fetch_once"),
            SameOwner("activity"),
            SameOwner("file"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def has_failed(self) -> bool:
        """Returns whether it has ended without a file."""
        return self.ended_at is not None and self.file_id is None


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


class PlatformDeletion(Owned):
    """A platform deletion says that a platform seems to have deleted an activity that is stored here.

    A WAITING one is confirmed by a call before the activity is deleted here; it was last tried at `tried_at`. Too many
    at once are ASKING the athlete first, who deletes them, or keeps them: then they are DECLINED, and nobody asks
    again. Of one that is PRESENT the platform has answered that the activity is still there.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        ASKING = "asking"
        DECLINED = "declined"
        PRESENT = "present"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    noticed_at = models.DateTimeField(default=timezone.now)
    tried_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(
        is_owned=True,
        export="what a service seems to have deleted, which the next sync notices again",
        retention="as long as the activity",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "activity"], name="platform_deletion_once"),
            SameOwner("activity"),
        ]

    def __str__(self) -> str:
        return f"platform deletion {self.pk}"


class WebhookSubscription(models.Model):
    """A webhook subscription is what an install has told a platform about where to send its events.

    Events of a registration that name another subscription are not believed.
    """

    registration_name = models.CharField(max_length=32, unique=True)
    subscription_id = models.CharField(max_length=32)
    callback_url = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(
        is_owned=False,
        export="it belongs to the install",
        retention="until the operator ends it",
        erasure=WhenErased.NEVER,
    )

    def __str__(self) -> str:
        return self.registration_name


class RateLimitWindow(models.Model):
    """A rate-limit window counts the calls of a registration since the start of a window of one rate limit.

    `call_limit` is the limit that the platform's last response told, and `used` counts all calls of the registration,
    also those that others made with it. The sandbox's registration has no such rows: its athletes have limits of their
    own, which their connections remember.
    """

    registration_name = models.CharField(max_length=32)
    kind = models.CharField(max_length=16)
    window_s = models.PositiveIntegerField()
    call_limit = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()

    privacy = Privacy(
        is_owned=False,
        export="it belongs to the install",
        retention="until the next window replaces its count",
        erasure=WhenErased.NEVER,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration_name", "kind", "window_s"], name="rate_limit_window_once")
        ]

    def __str__(self) -> str:
        return f"{self.registration_name} {self.kind} {self.window_s}"


class CircuitBreaker(models.Model):
    """A circuit breaker says why no call of a registration is made now; the sandbox's registration has none.

    `full_until` is the time until which the platform has refused calls over a limit. While `opened_at` has a value the
    breaker is open, for the reason in `cause`, and one call in a while is made as a probe, the next one at `probe_at`.
    `failing_key` is a digest of the connection whose call failed last, at `failed_at`, with no success after it.
    """

    class Cause(models.TextChoices):
        OUTAGE = "outage"
        INACTIVE = "inactive"
        CLIENT = "client"

    OF_OPERATOR = (Cause.INACTIVE, Cause.CLIENT)
    """Only the operator can mend these: access is turned off, or the client id or secret is refused."""

    registration_name = models.CharField(max_length=32, unique=True)
    full_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    opened_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    cause = models.CharField(max_length=16, choices=Cause, default="", db_default="", blank=True)
    probe_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    failing_key = models.CharField(max_length=64, default="", db_default="", blank=True)
    failed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(
        is_owned=False,
        export="it belongs to the install",
        retention="until the platform answers again, and then until it is replaced",
        erasure=WhenErased.NEVER,
    )

    def __str__(self) -> str:
        return self.registration_name


class CallCount(models.Model):
    """A call count says how many calls of an hour had one outcome, those of all accounts together.

    `outcome` is `ok`, or the code of the error. The sandbox's calls are counted like those of a platform.
    """

    OK = "ok"

    provider = models.CharField(max_length=32)
    registration_name = models.CharField(max_length=32)
    hour = models.DateTimeField()
    outcome = models.CharField(max_length=32)
    count = models.PositiveIntegerField(default=0)

    privacy = Privacy(
        is_owned=False,
        export="it belongs to the install",
        retention="7 days",
        erasure=WhenErased.NEVER,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hour", "provider", "registration_name", "outcome"], name="call_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.outcome}"
