"""Stores accounts, their sessions and encryption keys, and one-time links."""

import uuid
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.zones import UNKNOWN_ZONE, get_zone


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


class Account(AbstractBaseUser):
    """An account is a person who signed up: the tenant. All owned rows reference it and are deleted with it."""

    class UnitSystem(models.TextChoices):
        METRIC = "metric", "Kilometres, metres, °C"
        IMPERIAL = "imperial", "Miles, feet, °F"

    class Theme(models.TextChoices):
        SYSTEM = "", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class WeekStart(models.IntegerChoices):
        MONDAY = 0, "Monday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

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
    last_login = None
    # A new account is deleted at this time unless it has signed in before, which takes a code from a mail.
    confirm_by: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    # A demo account, with generated data, is deleted at this time unless its athlete has kept it.
    demo_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    # Django's log of the admin references accounts by id alone; with this relation its rows are deleted with them.
    admin_log_entries = GenericRelation("admin.LogEntry")

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    privacy = Privacy(is_owned=False)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_any_case")]

    def __str__(self) -> str:
        return str(self.pk)

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

    privacy = Privacy(is_owned=False)


class OneTimeLink(models.Model):
    """A one-time link signs in once. Only the hash of its token is stored.

    Without an account it creates the first one, the operator's. Without `expires_at` it is valid until it is used.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="one_time_links")
    expires_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(is_owned=False)

    def __str__(self) -> str:
        return f"one-time link {self.pk}"


class AccountKey(Owned):
    """An account key encrypts the credentials of one account, and is itself encrypted with the install's key.

    It has a table of its own, so that a backup can leave it out: without it no credential can be decrypted.
    """

    wrapped = models.BinaryField(editable=False)

    privacy = Privacy(is_owned=True, encrypted=("wrapped",))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="account_key_once")]

    def __str__(self) -> str:
        return f"account key {self.pk}"


class DataVersion(Owned):
    """A data version counts writes to the account's data; the counts of an account's rows add up to its version.

    Only triggers write it (`accounts/data_version.py`).
    """

    count = models.BigIntegerField()

    privacy = Privacy(is_owned=True)

    def __str__(self) -> str:
        return f"data version {self.pk}"
