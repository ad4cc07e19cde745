"""Shows operators the exports: how far each is, how large and how old, never what it holds."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince

from accounts.jobs.models import Job
from accounts.jobs.read_only_admin import NONE, ReadOnlyAdmin, badge, instant_column
from tracekit_site.account_export.export import EXPORT_JOB, Export
from tracekit_site.account_export.progress import export_progress

BADGES: dict[str, tuple[str, str]] = {
    Export.State.MAKING: ("clock", ""),
    Export.State.READY: ("check", "success"),
    Export.State.EXPIRED: ("trash", ""),
}
"""The badge of each state has an icon and a style."""


class ExportAdmin(ReadOnlyAdmin):
    """Lists the exports of every account, the newest first; only its owner downloads one."""

    fields = ("id", "owner_link", "state_badge", "progress", "archive_size", "with_files", "age", "created", "expires")
    list_display = ("id", "owner_link", "state_badge", "progress", "archive_size", "with_files", "age", "expires")
    list_filter = ("state",)
    ordering = ("-created_at",)

    created: ClassVar = staticmethod(instant_column("created_at", "Started"))
    expires: ClassVar = staticmethod(instant_column("expires_at", "Deleted at"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Export]:
        stopped = Job.across_accounts.filter(kind=EXPORT_JOB, owner=OuterRef("owner"), state=Job.State.STOPPED)
        return Export.across_accounts.order_by(*self.ordering).annotate(has_stopped=Exists(stopped))

    @admin.display(description="Account")
    def owner_link(self, export: Export) -> str:
        address = reverse("admin:accounts_account_change", args=[export.owner_id])
        return format_html('<a href="{}">{}</a>', address, export.owner_id)

    @admin.display(description="State")
    def state_badge(self, export: Export) -> str:
        if export.state == Export.State.MAKING and export.has_stopped:  # type: ignore[attr-defined]
            return badge("stop", "stopped", "danger")
        icon, style = BADGES.get(export.state, ("warn", ""))
        return badge(icon, export.state if export.state in BADGES else "unknown", style)

    @admin.display(description="Parts")
    def progress(self, export: Export) -> str:
        return "{} of {}".format(*export_progress(export))

    @admin.display(description="Size")
    def archive_size(self, export: Export) -> str:
        return NONE if export.state == Export.State.EXPIRED else filesizeformat(export.size)

    @admin.display(description="Uploaded files")
    def with_files(self, export: Export) -> str:
        return "included" if export.has_files else "left out"

    @admin.display(description="Age")
    def age(self, export: Export) -> str:
        """Returns the time since it was started, in words."""
        return timesince(export.created_at, timezone.now())
