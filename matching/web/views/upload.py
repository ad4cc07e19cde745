"""Answers the script that sends files, in JSON: before the first file and between files."""

import json
import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.request import RawPostDataException
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from activities.models import Upload
from activities.services import receive
from activities.services.receive_known import OfferedFile, receive_known_files
from matching.web.uploads.access import open_upload
from matching.web.uploads.demo_uploads import refuse_in_json, without_demo_uploads
from matching.web.views.quota_errors import answer_full_in_json, with_quota_errors
from matching.web.views.storage_errors import answer_in_json, with_storage_errors

MAX_FILES = 100
MALFORMED = (RawPostDataException, RecursionError, ValueError, KeyError, TypeError, AttributeError)
"""Reading a body raises these when it is a form, nested without end, no JSON, or JSON about something else."""
SHA256 = re.compile(r"[0-9a-f]{64}")


@require_POST
@login_required
@without_demo_uploads(refuse_in_json)
@with_storage_errors(answer_in_json)
@with_quota_errors(answer_full_in_json)
def start_upload(request: SignedInRequest) -> HttpResponse:
    """Creates an upload that files can be sent to: `{"upload": id}`."""
    return JsonResponse({"upload": str(receive.start_upload().pk)}, status=201)


@require_POST
@login_required
@without_demo_uploads(refuse_in_json)
@with_storage_errors(answer_in_json)
@with_quota_errors(answer_full_in_json)
def known_files(request: SignedInRequest) -> HttpResponse:
    """Takes `{"upload", "files": [{"name", "sha256"}]}`, at most 100 files, and lists those that the person has.

    Answers `{"known": [sha256]}`: these files need not be sent, and count as already here.
    """
    try:
        upload_id, files = _offered_files(json.loads(request.body))
    except MALFORMED:
        return HttpResponseBadRequest("Say which upload, and the name and sha256 of at most 100 files.")
    try:
        return JsonResponse({"known": sorted(receive_known_files(open_upload(upload_id), files))})
    except Upload.DoesNotExist:
        raise Http404 from None


def _offered_files(body: dict[str, Any]) -> tuple[str, list[OfferedFile]]:
    """Returns the upload's id and its files from a request body. Raises one of MALFORMED when they are not there."""
    files = [OfferedFile(str(file["name"]), str(file["sha256"])) for file in body["files"]]
    if len(files) > MAX_FILES or not all(SHA256.fullmatch(file.sha256) for file in files):
        raise ValueError("too many files, or not the hash of one")
    return str(body["upload"]), files
