"""The operator's desk: accounts. Who they are and whether they may come in, never what they hold."""

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.jobs.models import Job
from accounts.jobs.read_only_admin import ReadOnlyAdmin, badge
from accounts.models import Account
from accounts.services.deactivate import deactivate_account, reactivate_account


class AccountAdmin(ReadOnlyAdmin):
    """Every account; it can be locked and unlocked. Its password is not even read."""

    fields = ("shown_email", "id", "shown_state", "shown_role", "shown_jobs")
    list_display = ("shown_email", "shown_state", "shown_role", "shown_jobs")
    list_filter = ("is_active", "is_operator")
    search_fields = ("email__startswith",)
    search_help_text = "An e-mail address, or how it begins."
    ordering = ("email",)
    actions = ("lock", "unlock")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        return super().get_queryset(request).defer("password").annotate(**{state: _jobs(state) for state in Job.State})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Account], search_term: str
    ) -> tuple[QuerySet[Account], bool]:
        return super().get_search_results(request, queryset, search_term.lower())

    def fits(self, action: str, row: Account) -> bool:
        return row.is_active == (action == "lock")

    @admin.display(description="E-mail")
    def shown_email(self, account: Account) -> str:
        return account.email

    @admin.display(description="State")
    def shown_state(self, account: Account) -> str:
        if not account.is_active:
            return badge("lock", "locked", "bad")
        return badge("clock", "not confirmed yet") if account.confirm_by else badge("check", "active", "whole")

    @admin.display(description="Role")
    def shown_role(self, account: Account) -> str:
        return "operator" if account.is_operator else "athlete"

    @admin.display(description="Jobs")
    def shown_jobs(self, account: Account) -> str:
        counts = ", ".join(f"{getattr(account, state)} {state}" for state in Job.State if getattr(account, state))
        address = f"{reverse('admin:jobs_job_changelist')}?q={account.pk}"
        return format_html('<a href="{}">{}</a>', address, counts) if counts else "none"

    @admin.action(description="Lock", permissions=["view"])
    def lock(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Locks those that are not, but never the operator's own: nobody could unlock it."""
        done = [account for account in accounts.filter(is_active=True) if account != request.user]
        for account in done:
            deactivate_account(account)
        self._say(request, done, "Locked. Every browser that was signed in is out.")

    @admin.action(description="Unlock", permissions=["view"])
    def unlock(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Unlocks those that are locked."""
        done = list(accounts.filter(is_active=False))
        for account in done:
            reactivate_account(account)
        self._say(request, done, "Unlocked.")

    def _say(self, request: HttpRequest, done: list[Account], what: str) -> None:
        """To the operator, and in each account's history."""
        for account in done:
            self.log_change(request, account, what)
        count = f"{len(done)} account{'' if len(done) == 1 else 's'}"
        self.message_user(request, f"{count}: {what}" if done else "Nothing was changed.")


def _jobs(state: str) -> Coalesce:
    """How many jobs of the account are in that state."""
    jobs = Job.across_accounts.filter(owner=OuterRef("pk"), state=state).order_by().values("owner")
    return Coalesce(Subquery(jobs.annotate(count=Count("pk")).values("count")), 0)
