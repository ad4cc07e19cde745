"""Stores accounts, their sessions, keys, notifications and counts, one-time links, erasures, the outbox and secrets."""

import uuid
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from accounts.erasure import Erasure
from accounts.install_secret import InstallSecret
from accounts.notification import Notification
from accounts.outbox import OutboxEntry
from accounts.owned import Owned
from accounts.privacy import AS_LONG_AS_ACCOUNT, Exported, Privacy, WhenErased
from accounts.quota import QUOTA_COLUMNS, QuotaFields
from accounts.security_event import SecurityEvent, SecurityEventKind
from accounts.transmission import Transmission
from accounts.usage import CpuUse, Usage
from accounts.zones import UNKNOWN_ZONE, get_zone

__all__ = (
    "Account",
    "AccountKey",
    "AccountManager",
    "CpuUse",
    "DataVersion",
    "Erasure",
    "InstallSecret",
    "Notification",
    "OneTimeLink",
    "OutboxEntry",
    "SecurityEvent",
    "SecurityEventKind",
    "Session",
    "Transmission",
    "Usage",
)


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; the email address is their only name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Creates an account; without a password, only a one-time link signs in to it."""
        account = self.model(email=email.lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, email: str | None) -> "Account":
        return self.get(email=(email or "").lower())


class Account(QuotaFields, AbstractBaseUser):
    """An account is a person who signed up: the tenant. All owned rows reference it and are deleted with it."""

    class UnitSystem(models.TextChoices):
        METRIC = "metric", "Kilometers, meters, °C"
        IMPERIAL = "imperial", "Miles, feet, °F"

    class Theme(models.TextChoices):
        SYSTEM = "", "System"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class WeekStart(models.IntegerChoices):
        MONDAY = 0, "Monday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    class EmailNotifications(models.TextChoices):
        OFF = "off", "Off"
        AT_ONCE = "at_once", "At once"
        WEEKLY = "weekly", "Once a week"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64, default=UNKNOWN_ZONE)
    is_time_zone_confirmed = models.BooleanField(default=False)
    units = models.CharField(max_length=8, choices=UnitSystem, default=UnitSystem.METRIC)
    week_start = models.PositiveSmallIntegerField(choices=WeekStart, default=WeekStart.MONDAY)
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.SYSTEM, blank=True)
    has_shortcuts = models.BooleanField(default=True)
    # The calendar shows the checklist of first steps until it is done or dismissed.
    has_first_steps = models.BooleanField(default=True)
    # The names of providers in the order in which pages list them, with spaces; providers that it does not name follow.
    provider_order = models.CharField(max_length=255, default="", blank=True)
    # What is being deleted in parts, in words with spaces between, which `activities.being_deleted` explains: no page
    # shows any of it.
    being_deleted = models.TextField(default="", db_default="", blank=True)
    email_notifications = models.CharField(
        max_length=8,
        choices=EmailNotifications,
        default=EmailNotifications.AT_ONCE,
        db_default=EmailNotifications.AT_ONCE,
    )
    last_login = None
    # A new account is deleted at this time unless it has signed in before, which takes a code from a mail.
    confirm_by: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    # A new account is deleted at this time unless the operator has approved it; until then it cannot sign in.
    approve_by: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    # A demo account, with generated data, is deleted at this time unless its athlete has kept it.
    demo_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    # From this time on the account is being erased: nobody signs in to it, and nothing is written for it.
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    # Django's log of the admin references accounts by id alone; with this relation its rows are deleted with them.
    admin_log_entries = GenericRelation("admin.LogEntry")

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    privacy = Privacy(
        is_owned=False,
        export=Exported(
            name="settings",
            columns=(
                *("email", "time_zone", "is_time_zone_confirmed", "units", "week_start", "theme", "has_shortcuts"),
                *("has_first_steps", "provider_order", "email_notifications"),
            ),
        ),
        withheld={
            "password": "a secret: the bcrypt hash of the password",
            **dict.fromkeys(
                ("is_active", "is_operator", "confirm_by", "approve_by", "demo_until", "closed_at", *QUOTA_COLUMNS),
                "what the install says of it",
            ),
            "being_deleted": "what is being deleted is no longer exported",
        },
        retention="until you delete your account",
        erasure=WhenErased.WITH_ACCOUNT,
    )

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_any_case")]

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **options: Any) -> None:
        """Saves as Django does, but never what is being deleted: that changes under the lock alone."""
        if not self._state.adding and options.get("update_fields") is None:
            fields = (field.name for field in self._meta.concrete_fields if not field.primary_key)
            options["update_fields"] = [name for name in fields if name != "being_deleted"]
        super().save(*args, **options)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Returns whether the account may use the operator's admin; each of its pages restricts what it allows."""
        return self.is_active and self.is_operator

    def has_module_perms(self, app_label: str) -> bool:
        """Returns the same as `has_perm`, for all tables of an app."""
        return self.has_perm(app_label)

    @property
    def zone(self) -> ZoneInfo:
        """Returns the athlete's time zone; UTC while it is unknown."""
        return get_zone(self.time_zone)


class Session(AbstractBaseSession):
    """A session is one browser, signed in or not. It is deleted with its account, and the account can end it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")

    privacy = Privacy(
        is_owned=False,
        export="a secret: it signs a browser in",
        retention="until you sign out, and 30 days at most",
        erasure=WhenErased.WITH_ACCOUNT,
        encrypted=("session_data",),
    )


class OneTimeLink(models.Model):
    """A one-time link signs in once. Only the hash of its token is stored.

    Without an account it creates the first one, the operator's. Without `expires_at` it is valid until it is used.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="one_time_links")
    expires_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(
        is_owned=False,
        export="a secret: the hash of what signs in once",
        retention="until it is used or expires",
        erasure=WhenErased.WITH_ACCOUNT,
    )

    def __str__(self) -> str:
        return f"one-time link {self.pk}"


class AccountKey(Owned):
    """An account key encrypts the credentials of one account, and is itself encrypted with the install's key.

    It has a table of its own, so that a backup can leave it out: without it no credential can be decrypted.
    """

    wrapped = models.BinaryField(editable=False)

    privacy = Privacy(is_owned=True, export="a secret", retention=AS_LONG_AS_ACCOUNT, encrypted=("wrapped",))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="account_key_once")]

    def __str__(self) -> str:
        return f"account key {self.pk}"


class DataVersion(Owned):
    """A data version counts writes to the account's data; the counts of an account's rows add up to its version.

    Only triggers write it (`accounts/data_version.py`).
    """

    count = models.BigIntegerField()

    privacy = Privacy(
        is_owned=True,
        export="a count of writes, so that pages know what is new",
        retention=AS_LONG_AS_ACCOUNT,
    )

    def __str__(self) -> str:
        return f"data version {self.pk}"
