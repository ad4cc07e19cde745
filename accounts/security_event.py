"""Stores the security log: what happened to which account in which hour, without an address of mail or network."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.privacy import Privacy, WhenErased


class SecurityEventKind(models.TextChoices):
    """A kind of security event has a name that is stored, and a label for the operator."""

    SIGN_UP = "sign_up", "Sign-ups"
    SIGN_IN = "sign_in", "Sign-ins"
    SIGN_IN_FAILED = "sign_in_failed", "Wrong passwords"
    SECOND_FACTOR_FAILED = "second_factor_failed", "Wrong second factors"
    SIGN_IN_REFUSED = "sign_in_refused", "Minutes with sign-ins refused for too many wrong passwords"
    PASSWORD_CHANGED = "password_changed", "Passwords changed"
    EMAIL_CHANGED = "email_changed", "Emails changed"
    FACTOR_ADDED = "factor_added", "Second factors added"
    FACTOR_DELETED = "factor_deleted", "Second factors deleted"
    LINK_CREATED = "link_created", "One-time links created"
    LINK_USED = "link_used", "One-time links used"
    SUSPENDED = "suspended", "Accounts suspended"
    RESUMED = "resumed", "Accounts resumed"
    OPERATOR_VIEW = "operator_view", "Pages of the admin opened by operators"
    OPERATOR_ACTION = "operator_action", "Actions of operators in the admin"
    KEYS_ROTATED = "keys_rotated", "Key rotations"
    BURST_REPORTED = "burst_reported", "Bursts of failed sign-ins reported by email"


class SecurityEvent(models.Model):
    """A security event counts what happened to an account, or to nobody's, within one hour.

    Whatever strangers do adds to a few rows, so they cannot fill the disk with it. The log on stderr has exact times.
    """

    account: "models.ForeignKey[models.Model | None, models.Model | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="security_events"
    )
    kind = models.CharField(max_length=32)
    hour: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        is_owned=False,
        export="what protects the account stays with it: counts by hour, without an address",
        retention="90 days",
        erasure=WhenErased.WITH_ACCOUNT,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "hour"], name="security_event_once"),
            models.UniqueConstraint(
                fields=["kind", "hour"], condition=Q(account=None), name="security_event_of_nobody_once"
            ),
        ]
        indexes = [models.Index(fields=["hour"], name="security_event_hour")]

    def __str__(self) -> str:
        return f"security event {self.pk}"
