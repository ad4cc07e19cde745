"""Answers `/privacy/`: the published promises, built from `privacy_policy` and the declarations of the tables."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tracekit_site.privacy_policy.changes import CHANGES, EFFECTIVE_DATE
from tracekit_site.privacy_policy.policy import install_values, sections_for, split_code
from tracekit_site.privacy_policy.promise import Mode, Promise
from tracekit_site.privacy_policy.stored_list import list_packages, list_record_fields, list_tables


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Shows the promises; those that are not for the mode of this install come last."""
    mode = Mode.HOSTED if settings.HOSTED else Mode.SELF_HOSTED
    sections = [(section, [_show(promise) for promise in section.promises]) for section in sections_for(mode)]
    context = {
        "sections": sections,
        "record_fields": list_record_fields(),
        "table_groups": list_tables(),
        "package_tables": list_packages(),
        "effective_date": EFFECTIVE_DATE,
        "changes": CHANGES,
    }
    return render(request, "site/privacy.html", context)


def _show(promise: Promise) -> dict[str, Any]:
    """Returns what the template needs of a promise: its text in parts, plain and code, and its links with addresses."""
    links = [(label, to if to.startswith("https://") else reverse(to)) for label, to in promise.links]
    text = install_values().fill(promise.text)
    return {"number": promise.number, "title": promise.title, "parts": split_code(text), "links": links}
