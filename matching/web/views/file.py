"""One source file: what was read of it, and its bytes."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from activities.models import SourceFile
from matching.web.uploads.access import own_file
from matching.web.uploads.file_workouts import file_workouts
from matching.web.uploads.outcome import outcome
from matching.web.uploads.stored_fields import stored_activity
from matching.web.views.storage_errors import in_page, storage_errors_answered

SANDBOX = "default-src 'none'; sandbox"


@require_safe
@login_required
def source_file(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Every stored field, the notes, the workouts; of a refused or known file why nothing was kept."""
    found = own_file(id)
    places = file_workouts([found.pk])
    said = {
        "file": found,
        "outcome": outcome(found, places, request.user),
        "activities": [stored_activity(one, request.user) for one in places.of(found.pk)],
        "beside": found.upload.files.count() - 1,
    }
    return render(request, "files/file.html", said)


@require_safe
@login_required
@storage_errors_answered(in_page)
def file_original(request: SignedInRequest, id: UUID) -> HttpResponseBase:
    """The kept bytes, to be saved and never shown: whatever is in them, nothing of it runs here."""
    found = own_file(id)
    if not found.content:
        raise Http404
    try:
        content = found.content.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff"}
    return FileResponse(
        content, as_attachment=True, filename=_name(found), content_type="application/octet-stream", headers=headers
    )


def _name(file: SourceFile) -> str:
    """The shown name; without `.gz` once it was read, for it is kept unpacked."""
    is_read = file.state == SourceFile.State.READ
    return (file.name[:-3] or file.name) if is_read and file.name.lower().endswith(".gz") else file.name
