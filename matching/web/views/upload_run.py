"""Answers for the upload run: its progress, its report, and the button that resumes reading."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SeeOther, SignedInRequest
from accounts.jobs.services.enqueue import enqueue
from accounts.polling import STOP_POLLING
from activities.services.receive import READ_FILES_JOB
from matching.web.uploads.access import own_upload
from matching.web.uploads.polling import PollState, RunPoll
from matching.web.uploads.report import report
from matching.web.uploads.upload_run import current_run


@require_safe
@login_required
def run_progress(request: SignedInRequest) -> HttpResponse:
    """Answers one poll of a run with a part of the page; the status says when polling ends."""
    since = request.GET.get("since")
    run = current_run(own_upload(since) if since else None)
    if run is None:
        return HttpResponse(status=204)
    poll = RunPoll(run, PollState.from_parameters(request.GET, run))
    status = 200 if run.is_reading else STOP_POLLING
    response = render(request, "files/upload_run_update.html", {"poll": poll, "run": run}, status=status)
    if poll.has_news:
        response.headers["HX-Trigger"] = "files-read"
    return response


@require_safe
@login_required
def run_report(request: SignedInRequest) -> HttpResponse:
    """Sends the run's report as a CSV file."""
    run = current_run(own_upload(request.GET.get("since", "")))
    if run is None:
        raise Http404
    lines = "".join(report(run, request.user))
    name = f"tracekit files {run.start.started_at:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@login_required
def resume_reading(request: SignedInRequest) -> HttpResponse:
    """Queues the job that reads files, after it has stopped."""
    enqueue(READ_FILES_JOB)
    return SeeOther(reverse("files"))
