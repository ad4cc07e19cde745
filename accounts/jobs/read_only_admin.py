"""What every table of the operator's desk has in common: it is looked at, and only its actions change anything."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.dateformat import format as format_date
from django.utils.html import format_html

NONE = "–"


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A table to look at. Rows are filtered by what the page offers and by nothing else, above all not by a secret."""

    empty_value_display = NONE
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ()

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return self.fields or ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what a filter of the page asks, and nothing that no column holds."""
        asked = {getattr(one, "parameter_name", f"{one}__exact") for one in self.list_filter}
        return lookup in asked and "\0" not in value

    def fits(self, action: str, row: Any) -> bool:
        """Whether the page of that row offers the action."""
        raise NotImplementedError

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict[str, Any], **options: Any
    ) -> HttpResponse:
        """As Django's, with the actions that fit the row."""
        actions = filter(None, self.get_actions(request).values())
        offered = [(name, say) for _, name, say in actions if self.fits(name, options["obj"])]
        return super().render_change_form(request, {**context, "offered": offered}, **options)

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:  # type: ignore[override]
        """As Django's. Raises BadRequest for a chosen id that can be none."""
        for chosen in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME):
            try:
                self.opts.pk.clean(chosen, None)
            except ValidationError:
                raise BadRequest("no id") from None
        return super().response_action(request, queryset)


def badge(icon: str, say: str, state: str = "") -> str:
    """A state in words and in a shape."""
    return render_to_string("components/badge.html", {"icon": icon, "say": say, "state": state})


def format_instant(value: datetime | None) -> str:
    """An instant, in UTC as the logs have it."""
    if value is None:
        return NONE
    shown = format_date(value.astimezone(UTC), "j M Y, H:i:s")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


def instant_column(field: str, say: str) -> Callable[[Any], str]:
    """A column that shows an instant of the row."""

    @admin.display(description=say)
    def shown(row: Any) -> str:
        return format_instant(getattr(row, field))

    return shown
