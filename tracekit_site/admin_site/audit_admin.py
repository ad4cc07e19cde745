"""Shows operators what they and other operators did: who, when, what, and to which account."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.jobs.read_only_admin import NONE, ReadOnlyAdmin, instant_column


class AuditAdmin(ReadOnlyAdmin):
    """Lists the actions of operators, the newest first. An entry is gone with its operator, or with its account."""

    heading = "Audit trail"
    fields = ("time", "operator", "action", "target")
    list_display = ("time", "operator", "action", "target")
    list_display_links = None
    list_select_related = ("user", "content_type")
    ordering = ("-action_time", "-pk")

    time: ClassVar = staticmethod(instant_column("action_time", "Time"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description="Operator")
    def operator(self, entry: LogEntry) -> str:
        return entry.user.email

    @admin.display(description="Action")
    def action(self, entry: LogEntry) -> str:
        return str(entry.get_change_message())

    @admin.display(description="To")
    def target(self, entry: LogEntry) -> str:
        """Returns the kind and the id of what was changed, with a link to its page."""
        kind = entry.content_type
        if kind is None or not entry.object_id:
            return NONE
        address = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[entry.object_id])
        return format_html('{} <a href="{}">{}</a>', kind.model, address, entry.object_id)
