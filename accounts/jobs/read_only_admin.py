"""Provides the base class of the operator's admin pages: only the actions of a page change anything."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin import helpers
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.dateformat import format as format_date
from django.utils.html import format_html

NONE = "–"

log = logging.getLogger("tracekit.security")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A confirmation is asked for before an action that cannot be undone; its button says what the action does."""

    title: str
    text: str
    button: str


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows a table without editing it. Rows can be filtered only by what the page offers, never by a secret."""

    empty_value_display = NONE
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ()
    confirmations: ClassVar[dict[str, Confirmation]] = {}

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return self.fields or ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allows only the filters of the page, and no value that no column can hold."""
        lookups = {getattr(entry, "parameter_name", f"{entry}__exact") for entry in self.list_filter}
        return lookup in lookups and "\0" not in value

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """Returns the row as Django does; an empty name of a column means the primary key, as none does."""
        row: models.Model | None = super().get_object(request, object_id, from_field or None)
        return row

    def can_apply(self, action: str, row: Any) -> bool:
        """Returns whether the page of that row offers the action."""
        raise NotImplementedError

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict[str, Any], **options: Any
    ) -> HttpResponse:
        """Renders the page as Django does, with the actions that can be applied to the row."""
        actions = filter(None, self.get_actions(request).values())
        offered = [(name, label) for _, name, label in actions if self.can_apply(name, options["obj"])]
        return super().render_change_form(request, {**context, "offered": offered}, **options)

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:  # type: ignore[override]
        """Runs the action as Django does, or asks first. Raises BadRequest when a selected value cannot be an id."""
        selected = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        for text in selected:
            try:
                self.opts.pk.clean(text, None)
            except ValidationError:
                raise BadRequest("no id") from None
        confirmation = self.confirmations.get(request.POST.get("action", ""))
        if confirmation and selected and "is_confirmed" not in request.POST:
            return self._render_confirmation(request, confirmation)
        return super().response_action(request, queryset)

    def _render_confirmation(self, request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
        """Renders the question as a page, whose form repeats the request."""
        values = [(name, value) for name, values in request.POST.lists() for value in values]
        fields = [(name, value) for name, value in values if name != "csrfmiddlewaretoken"]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "confirmation": confirmation,
            "fields": fields,
        }
        return render(request, "admin/confirmation.html", context)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Adds to the audit trail what the operator did, in the database and in the log; ids and fixed words only."""
        log.info("operator=%s %s=%s: %s", request.user.pk, self.opts.model_name, obj.pk, message)
        return super().log_change(request, obj, message)

    def report(self, request: HttpRequest, changed: Sequence[models.Model], message: str) -> None:
        """Adds the message to the audit trail of each changed row, and tells the operator."""
        for row in changed:
            self.log_change(request, row, message)
        self.tell(request, len(changed), message)

    def tell(self, request: HttpRequest, count: int, message: str) -> None:
        """Tells the operator what was done to how many rows."""
        noun = self.opts.verbose_name if count == 1 else self.opts.verbose_name_plural
        self.message_user(request, f"{count} {noun}: {message}" if count else "Nothing was changed.")


def badge(icon: str, label: str, style: str = "") -> str:
    """Renders a state as a label and an icon."""
    return render_to_string("components/badge.html", {"icon": icon, "text": label, "variant": style})


def format_instant(instant: datetime | None) -> str:
    """Renders an instant in UTC, as the logs have it."""
    if instant is None:
        return NONE
    text = format_date(instant.astimezone(UTC), "j M Y, H:i:s")
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(), text)


def instant_column(field: str, label: str) -> Callable[[Any], str]:
    """Returns a column of an admin page that shows an instant of the row."""

    @admin.display(description=label)
    def render_instant(row: Any) -> str:
        return format_instant(getattr(row, field))

    return render_instant
