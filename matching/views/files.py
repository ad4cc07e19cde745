"""The files page, and the files that come to it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.http import SeeOther, SignedInRequest
from activities.models import Upload
from activities.services.receive import ARCHIVE_BYTES, Incoming, receive
from matching.files.listing import Wanted, listing
from matching.files.own import own_upload
from matching.files.polling import first_look

MOST_BYTES = ARCHIVE_BYTES + (1 << 20)
"""The largest request that is looked at: the largest archive, and what is wrapped round it."""
NOTHING_CHOSEN = "No file was chosen, so nothing was kept. Choose one or more files first."


@csrf_exempt  # so that the size is looked at before the body is; `_receive` asks for the token
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def files(request: SignedInRequest) -> HttpResponse:
    """The list; a POST brings files, of the upload named in it or of a new one."""
    if request.method != "POST":
        return _page(request)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return render(request, "413.html", status=413)
    return _receive(request)


@csrf_protect
def _receive(request: SignedInRequest) -> HttpResponse:
    sent: list[Any] = request.FILES.getlist("files")
    incoming = [Incoming(file.name or "", file) for file in sent]
    named = request.POST.get("upload")
    if not incoming:
        return _page(request, NOTHING_CHOSEN)
    try:
        receive(own_upload(named) if named else Upload.objects.create(), incoming)
    except Upload.DoesNotExist:
        raise Http404 from None
    return JsonResponse({"received": len(incoming)}) if named else SeeOther("/files/")


def _page(request: SignedInRequest, problem: str = "") -> HttpResponse:
    found = listing(Wanted.of(request.GET), request.user)
    look = first_look(found.run) if found.run else None
    said = {"listing": found, "look": look, "problem": problem, "focus": request.GET.get("focus")}
    return render(request, "files/files.html", said, status=400 if problem else 200)
