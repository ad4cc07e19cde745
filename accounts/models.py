"""Accounts: the people who signed up, their sessions, and the one-time links that let them in."""

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
    """Makes accounts; the e-mail address is the only name there is."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """A new account with a hashed password (none: it can only come in by a one-time link)."""
        account = self.model(email=email.lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, email: str | None) -> "Account":
        return self.get(email=(email or "").lower())


class Account(AbstractBaseUser):
    """A person who signed up: the tenant. Everything owned points here and goes with it."""

    class Units(models.TextChoices):
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
    time_zone_confirmed = models.BooleanField(default=False)
    units = models.CharField(max_length=8, choices=Units, default=Units.METRIC)
    week_start = models.PositiveSmallIntegerField(choices=WeekStart, default=WeekStart.MONDAY)
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.SYSTEM, blank=True)
    shortcuts = models.BooleanField(default=True)
    last_login = None
    # Until when a new account waits for its first sign-in, which takes a code from a mail; then it is deleted.
    confirm_by: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    # Until when somebody tries tracekit with made-up data; then it is deleted, unless it was kept.
    demo_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    # What operators did to it: Django keeps these rows by id alone, and only with this they go with the account.
    acts = GenericRelation("admin.LogEntry")

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
        """Whether the operator's desk lets this account do anything at all; each of its tables says what."""
        return self.is_active and self.is_operator

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`, for all tables of an app."""
        return self.has_perm(app_label)

    @property
    def zone(self) -> ZoneInfo:
        """The athlete's time zone; UTC while nobody knows."""
        return get_zone(self.time_zone)


class Session(AbstractBaseSession):
    """A browser that is signed in, or just looking. It knows its account, so it goes with it and can be ended."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")

    privacy = Privacy(is_owned=False)


class OneTimeLink(models.Model):
    """A link that lets somebody in once. Only the hash of its token is kept.

    Without an account it makes the first one, which is the operator. Without an end it is good until used.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="one_time_links")
    expires_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(is_owned=False)

    def __str__(self) -> str:
        return f"one-time link {self.pk}"


class AccountKey(Owned):
    """The key that an account's credentials are sealed with, itself sealed with the install's key.

    In a table of its own, so that a backup can leave it out: without it no credential opens.
    """

    wrapped = models.BinaryField(editable=False)

    privacy = Privacy(is_owned=True, encrypted=("wrapped",))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="account_key_once")]

    def __str__(self) -> str:
        return f"account key {self.pk}"
