"""Shows operators the accounts: who they are and whether they may sign in, never what they hold."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.jobs.models import Job
from accounts.jobs.read_only_admin import badge
from accounts.models import Account
from accounts.quota_admin import QuotaAdmin
from accounts.services.deactivate import deactivate_account, reactivate_account
from accounts.services.request_erasure import mail_erasure_link


class AccountAdmin(QuotaAdmin):
    """Lists every account; it can be deactivated and reactivated, and has limits. The password hash is not read."""

    fields = ("email_address", "id", "state_badge", "role", "stored_amounts", "cpu_use", "job_counts")
    list_display = ("email_address", "state_badge", "role", "job_counts")
    list_filter = ("is_active", "is_operator")
    search_fields = ("email__startswith",)
    search_help_text = "An email address, or the beginning of one."
    ordering = ("email",)
    actions = ("deactivate", "reactivate", "mail_erasure")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        counts = {state: _count_jobs(state) for state in Job.State}
        return super().get_queryset(request).defer("password").annotate(**counts)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Account], search_term: str
    ) -> tuple[QuerySet[Account], bool]:
        return super().get_search_results(request, queryset, search_term.lower())

    def can_apply(self, action: str, row: Account) -> bool:
        if action == "mail_erasure":
            return _can_be_erased(row)
        return row.closed_at is None and row.is_active == (action == "deactivate")

    @admin.display(description="Email")
    def email_address(self, account: Account) -> str:
        return account.email

    @admin.display(description="State")
    def state_badge(self, account: Account) -> str:
        if account.closed_at:
            return badge("trash", "being erased", "danger")
        if not account.is_active:
            return badge("lock", "locked", "danger")
        return badge("clock", "not confirmed yet") if account.confirm_by else badge("check", "active", "success")

    @admin.display(description="Role")
    def role(self, account: Account) -> str:
        return "operator" if account.is_operator else "athlete"

    @admin.display(description="Jobs")
    def job_counts(self, account: Account) -> str:
        counts = ", ".join(f"{getattr(account, state)} {state}" for state in Job.State if getattr(account, state))
        address = f"{reverse('admin:jobs_job_changelist')}?q={account.pk}"
        return format_html('<a href="{}">{}</a>', address, counts) if counts else "none"

    @admin.action(description="Lock", permissions=["view"])
    def deactivate(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Deactivates the active ones, but never the operator's own account: nobody could reactivate it."""
        changed = [account for account in accounts.filter(is_active=True) if account != request.user]
        for account in changed:
            deactivate_account(account)
        self._report(request, changed, "Locked, and signed out of every browser.")

    @admin.action(description="Unlock", permissions=["view"])
    def reactivate(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Reactivates those that are not active."""
        changed = list(accounts.filter(is_active=False, closed_at=None))
        for account in changed:
            reactivate_account(account)
        self._report(request, changed, "Unlocked.")

    @admin.action(description="Mail a link to erase it", permissions=["view"])
    def mail_erasure(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Mails each account, at its own confirmed address, the link that confirms its erasure; deletes nothing."""
        changed = [account for account in accounts if _can_be_erased(account)]
        for account in changed:
            mail_erasure_link(account)
        self._report(request, changed, "A link to confirm the erasure was mailed.")

    def _report(self, request: HttpRequest, changed: list[Account], message: str) -> None:
        """Tells the operator, and writes the message into the history of each account."""
        for account in changed:
            self.log_change(request, account, message)
        count = f"{len(changed)} account{'' if len(changed) == 1 else 's'}"
        self.message_user(request, f"{count}: {message}" if changed else "Nothing was changed.")


def _can_be_erased(account: Account) -> bool:
    """Returns whether a link can go to the account's own confirmed address."""
    confirmed = EmailAddress.objects.filter(user=account, email=account.email, verified=True)
    return settings.MAIL and account.closed_at is None and confirmed.exists()


def _count_jobs(state: str) -> Coalesce:
    """Returns an expression that counts the jobs of an account in that state."""
    jobs = Job.across_accounts.filter(owner=OuterRef("pk"), state=state).order_by().values("owner")
    return Coalesce(Subquery(jobs.annotate(count=Count("pk")).values("count")), 0)
