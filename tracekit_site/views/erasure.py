"""Answers the link that confirms an erasure, shows how far it is, and shows its receipt to whoever has the address."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.erasure import Erasure
from accounts.erasure_steps import steps_in_order
from accounts.http import SeeOther
from accounts.services.request_erasure import ErasureLinkInvalid, confirm_erasure, find_erasure

RECEIPT_ROWS = {
    "Activities": "activities.Activity",
    "Workouts": "matching.Workout",
    "Files": "files",
    "Connections": "providers.Connection",
}
"""The receipt counts these by themselves, and all other rows together."""

GRANTS, UNANSWERED = "grants", "grants.unanswered"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the button that erases the account, then how far the erasure is; leads to the receipt at its end.

    Only the POST confirms, and a second one changes nothing. The link needs no sign-in: it was mailed to the account.
    """
    try:
        erasure = confirm_erasure(token) if request.method == "POST" else find_erasure(token)
    except ErasureLinkInvalid:
        return render(request, "accounts/invalid_erasure_link.html", status=410)
    if request.method == "POST":
        if request.user.is_authenticated and request.user.pk == erasure.account_id:
            logout(request)
        return SeeOther(request.path)
    if erasure.ended_at is not None:
        return _lead_to_receipt(request, erasure)
    name = "erasure_progress" if request.htmx else "erasure"  # type: ignore[attr-defined]
    return render(request, f"accounts/{name}.html", {"erasure": erasure, "steps": step_states(erasure)})


@require_safe
def receipt(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows the receipt of a complete erasure, to anybody: it says when and how much, and nothing of whom."""
    erasure = Erasure.objects.filter(pk=id, ended_at__isnull=False).first()
    if erasure is None:
        raise Http404
    rows = {label: erasure.counts.get(name, 0) for label, name in RECEIPT_ROWS.items()}
    others = sum(count for name, count in erasure.counts.items() if _is_table(name)) - sum(
        erasure.counts.get(name, 0) for name in RECEIPT_ROWS.values() if _is_table(name)
    )
    unanswered = erasure.counts.get(UNANSWERED, 0)
    grants = {"revoked": erasure.counts.get(GRANTS, 0) - unanswered, "unanswered": unanswered}
    context = {"erasure": erasure, "rows": {**rows, "Other records": others}, "grants": grants}
    return render(request, "accounts/receipt.html", context)


def step_states(erasure: Erasure) -> list[tuple[str, str]]:
    """Returns each label once, in order of the steps, with `done`, `current` or `next`."""
    open_labels = {step.label for step in steps_in_order() if step.name not in erasure.done_steps}
    labels = list(dict.fromkeys(step.label for step in steps_in_order()))
    current = next((label for label in labels if label in open_labels), None)
    states = {True: "done", False: "next"}
    return [(label, "current" if label == current else states[label not in open_labels]) for label in labels]


def _is_table(name: str) -> bool:
    return "." in name and name.rpartition(".")[2][:1].isupper()


def _lead_to_receipt(request: HttpRequest, erasure: Erasure) -> HttpResponse:
    address = reverse("receipt", args=[erasure.pk])
    is_part_of_page = bool(request.htmx)  # type: ignore[attr-defined]
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if is_part_of_page else SeeOther(address)
