"""Answers for one source file: its page, and its bytes."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from activities.models import SourceFile
from activities.services.open_source_file import open_source_file
from matching.web.uploads.access import own_file
from matching.web.uploads.file_workouts import file_workouts
from matching.web.uploads.outcome import file_outcome
from matching.web.uploads.stored_fields import stored_activity
from matching.web.views.storage_errors import answer_with_page, with_storage_errors
from providers.web.revalidation import revalidated

SANDBOX = "default-src 'none'; sandbox"


@require_safe
@login_required
@revalidated()
def source_file(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Shows every stored field, the notes and the workouts; for a refused file or a copy, why nothing was kept."""
    source_file = own_file(id)
    workouts = file_workouts([source_file.pk])
    context = {
        "file": source_file,
        "outcome": file_outcome(source_file, workouts, request.user),
        "activities": [stored_activity(row, request.user) for row in workouts.of_file(source_file.pk)],
        "siblings": source_file.upload.files.count() - 1,
        "paths": list(source_file.folder_files.order_by("path").values_list("path", flat=True)),
    }
    return render(request, "files/file.html", context)


@never_cache
@require_safe
@login_required
@with_storage_errors(answer_with_page)
def file_original(request: SignedInRequest, id: UUID) -> HttpResponseBase:
    """Sends the bytes to be saved and never shown: nothing in them runs here."""
    source_file = own_file(id)
    if not source_file.has_bytes:
        raise Http404
    try:
        content = open_source_file(source_file)
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff"}
    return FileResponse(
        content,
        as_attachment=True,
        filename=_download_name(source_file),
        content_type="application/octet-stream",
        headers=headers,
    )


def _download_name(file: SourceFile) -> str:
    """Returns the file's name, without `.gz` once it was read: what was uploaded is kept unpacked."""
    is_unpacked = file.state == SourceFile.State.READ and file.content
    return (file.name[:-3] or file.name) if is_unpacked and file.name.lower().endswith(".gz") else file.name
