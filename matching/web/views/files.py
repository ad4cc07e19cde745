"""The files page, and the files that come to it."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.http import SeeOther, SignedInRequest
from activities.models import Upload
from activities.services.receive import Incoming, receive_files
from activities.storage.storage_errors import StorageUnavailable
from matching.web.uploads.access import own_upload
from matching.web.uploads.listing import Wanted, listing
from matching.web.uploads.polling import first_look
from matching.web.uploads.storage_messages import DO, NOTHING_KEPT, WHY
from matching.web.views.storage_errors import STATUS, in_json, storage_errors_answered

NOTHING_CHOSEN = "No file was chosen, so nothing was kept. Choose one or more files first."


@csrf_exempt  # so that a stranger's files are not read to find the token; `_receive` asks for it
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def files(request: SignedInRequest) -> HttpResponseBase:
    """The list; a POST brings files, of the upload named in it or of a new one."""
    if request.method != "POST":
        return _page(request)
    return _receive(request)


def _not_kept(request: SignedInRequest, down: StorageUnavailable) -> HttpResponse:
    for handler in request.upload_handlers:
        with suppress(OSError):  # a disk that is full cannot even close it
            handler.upload_interrupted()  # else half of what was sent keeps its room until Python tidies up
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return in_json(request, down)
    return _page(request, f"{WHY[down.code]} {NOTHING_KEPT} {DO[down.code]}", STATUS[down.code])


@storage_errors_answered(_not_kept)
@csrf_protect
def _receive(request: SignedInRequest) -> HttpResponse:
    sent: list[Any] = request.FILES.getlist("files")
    incoming = [Incoming(file.name or "", file) for file in sent]
    named = request.POST.get("upload")
    if not incoming:
        return _page(request, NOTHING_CHOSEN, 400)
    try:
        receive_files(own_upload(named) if named else Upload(), incoming)
    except Upload.DoesNotExist:
        raise Http404 from None
    return JsonResponse({"received": len(incoming)}) if named else SeeOther("/files/")


def _page(request: SignedInRequest, problem: str = "", status: int = 200) -> HttpResponse:
    found = listing(Wanted.of(request.GET), request.user)
    look = first_look(found.run) if found.run else None
    said = {"listing": found, "look": look, "problem": problem, "focus": request.GET.get("focus")}
    return render(request, "files/files.html", said, status=status)
