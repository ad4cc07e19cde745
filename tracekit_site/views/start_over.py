"""Lets an athlete start over: shows what a choice deletes and keeps, and deletes it once that is confirmed."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import SeeOther, SignedInRequest
from matching.web.pages.wording import format_count
from tracekit_site.reset.choice import ResetChoice
from tracekit_site.reset.contents import ResetContents, count_contents
from tracekit_site.reset.form import ConfirmationForm, StartOverForm
from tracekit_site.reset.request import ResetRefused, current_reset, request_reset
from tracekit_site.reset.texts import deleted_texts, kept_texts, outcome_text, progress_text, subject


def start_over_section(form: StartOverForm | None = None) -> dict[str, Any]:
    """Returns what the section of the danger zone shows: the form, and how far the last reset is. Four queries."""
    reset = current_reset()
    section: dict[str, Any] = {"reset": reset, "choose": form or StartOverForm()}
    if reset and reset.ended_at:
        section["outcome"] = outcome_text(reset)
    elif reset:
        left = ResetChoice.of(reset).activities.visible().count()
        section |= {"progress": progress_text(reset, left), "done": reset.activity_count - left}
    return section


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # the package has no types
def start_over(request: SignedInRequest) -> HttpResponse:
    """Shows what is deleted and what stays; a POST that confirms it starts the reset. A demo has no use for it."""
    form = StartOverForm(request.GET)
    if request.user.demo_until is not None:
        return SeeOther(reverse("account_deletion"))
    if not form.is_valid():
        return render(request, "site/start_over_page.html", {"section": start_over_section(form)}, status=400)
    confirmation = ConfirmationForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not confirmation.is_valid():
        return _show_question(request, form.choice, confirmation)
    try:
        request_reset(form.choice)
    except ResetRefused as refusal:
        return _show_question(request, form.choice, confirmation, str(refusal), 409)
    return SeeOther(reverse("account_deletion") + "#start-over")


def _show_question(
    request: SignedInRequest, choice: ResetChoice, confirmation: ConfirmationForm, problem: str = "", status: int = 200
) -> HttpResponse:
    contents = count_contents(choice)
    context = {
        "question": f"Delete {_describe(choice, contents)}?",
        "button": f"Delete {_describe(choice, contents)}",
        "deleted": deleted_texts(choice, contents),
        "preserved": list(kept_texts(choice, contents)),
        "is_empty": contents.is_empty and not choice.is_everything,
        "confirmation": confirmation,
        "problem": problem,
    }
    return render(request, "site/start_over_question.html", context, status=status)


def _describe(choice: ResetChoice, contents: ResetContents) -> str:
    """Returns what is deleted in short: `6,233 activities from Strava`."""
    if choice.is_everything:
        return "everything but your sign-in"
    is_files_only = contents.listed_files and not contents.activities
    count = (
        format_count(contents.listed_files, "file")
        if is_files_only
        else format_count(contents.activities, "activity", "activities")
    )
    return f"{count} {subject(choice)}".strip()
