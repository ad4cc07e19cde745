"""Shows operators the sign-ups that wait for them, to be approved or declined."""

from collections.abc import Iterator
from typing import ClassVar, cast

from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.jobs.read_only_admin import Confirmation, ReadOnlyAdmin
from accounts.models import Account
from accounts.services.approval import approve_sign_up, decline_sign_up, waiting_sign_ups

WAITING = "waiting"


class SignUpFilter(admin.SimpleListFilter):
    """Filters the accounts by whether the operator has yet to approve them."""

    title = "sign-up"
    parameter_name = "sign_up"

    def lookups(self, request: HttpRequest, model_admin: object) -> Iterator[tuple[str, str]]:
        yield WAITING, "waits for approval"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        return queryset.filter(pk__in=waiting_sign_ups().values("pk")) if self.value() == WAITING else queryset


class SignUpAdmin(ReadOnlyAdmin):
    """Adds to the accounts what approves and declines a sign-up."""

    confirmations: ClassVar = {
        "decline": Confirmation(
            "Decline the sign-up?",
            "The account and its email address are deleted. Where this install sends email, the person is told. "
            "This can’t be undone.",
            "Decline sign-up",
        )
    }

    @admin.action(description="Approve sign-up", permissions=["view"])
    def approve(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Approves those that wait."""
        self.report(
            request, [account for account in accounts if approve_sign_up(account)], "Approved. They can sign in now."
        )

    @admin.action(description="Decline sign-up", permissions=["view"])
    def decline(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Declines those that wait. The audit trail counts them, but names no account that is gone."""
        count = sum(map(decline_sign_up, accounts))
        for _ in range(count):
            LogEntry.objects.create(
                user=cast(Account, request.user),
                content_type=ContentType.objects.get_for_model(Account),
                action_flag=DELETION,
                change_message="A sign-up was declined, and its account deleted.",
            )
        self.tell(request, count, "Declined and deleted.")
