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
from accounts.services.approval import waiting_sign_ups
from accounts.services.request_erasure import mail_erasure_link
from accounts.services.request_export import mail_export_link
from accounts.services.suspend import resume_account, suspend_account
from accounts.sign_up_admin import SignUpAdmin, SignUpFilter


class AccountAdmin(SignUpAdmin, QuotaAdmin):
    """Lists every account; it can be suspended and resumed, and has limits. The password hash is not read."""

    fields = ("email_address", "id", "state_badge", "role", "stored_amounts", "cpu_use", "job_counts")
    list_display = ("email_address", "state_badge", "role", "job_counts")
    list_filter = (SignUpFilter, "is_active", "is_operator")
    search_fields = ("email__startswith",)
    search_help_text = "An email address, or the beginning of one."
    ordering = ("email",)
    actions = ("approve", "decline", "suspend", "resume", "mail_erasure", "mail_export")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        counts = {state: _count_jobs(state) for state in Job.State}
        return super().get_queryset(request).defer("password").annotate(**counts)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Account], search_term: str
    ) -> tuple[QuerySet[Account], bool]:
        return super().get_search_results(request, queryset, search_term.lower())

    def can_apply(self, action: str, row: Account) -> bool:
        if action in ("approve", "decline"):
            return waiting_sign_ups().filter(pk=row.pk).exists()
        if action == "mail_erasure":
            return _can_be_mailed(row)
        if action == "mail_export":
            return row.is_active and row.approve_by is None and _can_be_mailed(row)
        return row.closed_at is None and row.approve_by is None and row.is_active == (action == "suspend")

    @admin.display(description="Email")
    def email_address(self, account: Account) -> str:
        return account.email

    @admin.display(description="State")
    def state_badge(self, account: Account) -> str:
        if account.closed_at:
            return badge("trash", "being erased", "danger")
        if not account.is_active:
            return badge("lock", "suspended", "danger")
        if account.confirm_by:
            return badge("clock", "not confirmed yet")
        return badge("clock", "waits for approval") if account.approve_by else badge("check", "active", "success")

    @admin.display(description="Role")
    def role(self, account: Account) -> str:
        return "operator" if account.is_operator else "athlete"

    @admin.display(description="Jobs")
    def job_counts(self, account: Account) -> str:
        counts = ", ".join(f"{getattr(account, state)} {state}" for state in Job.State if getattr(account, state))
        address = f"{reverse('admin:jobs_job_changelist')}?q={account.pk}"
        return format_html('<a href="{}">{}</a>', address, counts) if counts else "none"

    @admin.action(description="Suspend", permissions=["view"])
    def suspend(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Suspends the active ones, but never the operator's own account: nobody could resume it."""
        changed = [account for account in accounts.filter(is_active=True) if account != request.user]
        for account in changed:
            suspend_account(account)
        self.report(request, changed, "Suspended, and signed out. Syncs and jobs wait; the account is kept.")

    @admin.action(description="Resume", permissions=["view"])
    def resume(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Resumes those that are suspended."""
        changed = list(accounts.filter(is_active=False, closed_at=None))
        for account in changed:
            resume_account(account)
        self.report(request, changed, "Resumed. Syncs and jobs go on.")

    @admin.action(description="Mail a link to erase it", permissions=["view"])
    def mail_erasure(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Mails each account, at its own confirmed address, the link that confirms its erasure; deletes nothing."""
        changed = [account for account in accounts if _can_be_mailed(account)]
        for account in changed:
            mail_erasure_link(account)
        self.report(request, changed, "A link to confirm the erasure was mailed.")

    @admin.action(description="Mail a link to export it", permissions=["view"])
    def mail_export(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """Mails each account that can sign in, at its own confirmed address, the link to start an export."""
        changed = [account for account in accounts if self.can_apply("mail_export", account)]
        for account in changed:
            mail_export_link(account)
        self.report(request, changed, "A link to start an export was mailed.")


def _can_be_mailed(account: Account) -> bool:
    """Returns whether a link can go to the account's own confirmed address."""
    confirmed = EmailAddress.objects.filter(user=account, email=account.email, verified=True)
    return settings.MAIL and account.closed_at is None and confirmed.exists()


def _count_jobs(state: str) -> Coalesce:
    """Returns an expression that counts the jobs of an account in that state."""
    jobs = Job.across_accounts.filter(owner=OuterRef("pk"), state=state).order_by().values("owner")
    return Coalesce(Subquery(jobs.annotate(count=Count("pk")).values("count")), 0)
