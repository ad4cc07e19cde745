"""The run under way: its progress, its report, and reading that has stopped."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SeeOther, SignedInRequest
from accounts.jobs.services.enqueue import enqueue
from activities.services.receive import READ
from matching.web.uploads.access import own_upload
from matching.web.uploads.polling import Look, Seen
from matching.web.uploads.report import report
from matching.web.uploads.upload_run import upload_run

AT_END = 286
"""The status on which htmx stops asking."""


@require_safe
@login_required
def run_progress(request: SignedInRequest) -> HttpResponse:
    """One look at a run, as a part of the page; nothing new to look at afterwards is said by the status."""
    since = request.GET.get("since")
    found = upload_run(own_upload(since) if since else None)
    if found is None:
        return HttpResponse(status=204)
    look = Look(found, Seen.of(request.GET, found))
    answer = render(request, "files/run_look.html", {"look": look}, status=200 if found.is_reading else AT_END)
    if look.is_news:
        answer.headers["HX-Trigger"] = "files-read"
    return answer


@require_safe
@login_required
def run_report(request: SignedInRequest) -> HttpResponse:
    """The run's report as CSV, to be kept."""
    found = upload_run(own_upload(request.GET.get("since", "")))
    if found is None:
        raise Http404
    lines = "".join(report(found, request.user))
    name = f"tracekit files {found.begin.started_at:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@login_required
def read_again(request: SignedInRequest) -> HttpResponse:
    """Asks for the reading that stopped."""
    enqueue(READ)
    return SeeOther("/files/")
