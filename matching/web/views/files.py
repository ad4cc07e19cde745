"""Shows the files page, and takes the files that are sent to it."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.http import SeeOther, SignedInRequest
from activities.models import Upload
from activities.services.receive import IncomingFile, receive_files
from activities.storage.storage_errors import StorageUnavailable
from matching.web.uploads.access import open_upload
from matching.web.uploads.demo_uploads import refuse_in_json, without_demo_uploads
from matching.web.uploads.folder_card import folder_card
from matching.web.uploads.listing import ListingQuery, build_listing
from matching.web.uploads.polling import first_poll
from matching.web.uploads.quota_messages import FREE_ROOM, describe_fullest
from matching.web.uploads.storage_messages import ADVICE, CAUSES, NOTHING_KEPT
from matching.web.views.quota_errors import FULL_STATUS, answer_full_in_json, with_quota_errors
from matching.web.views.storage_errors import STATUS, answer_in_json, with_storage_errors
from matching.web.views.time_dependence import WAITING_FILES
from providers.web.revalidation import revalidated

NOTHING_CHOSEN = "No file was chosen. Choose one or more files first."


@csrf_exempt  # `_receive` checks the token: here Django would read a stranger's files to find it
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def files(request: SignedInRequest) -> HttpResponseBase:
    """Shows the list; a POST brings files, for the upload that it names or for a new one."""
    return _receive(request) if request.method == "POST" else _show(request)


@revalidated(WAITING_FILES)
def _show(request: SignedInRequest) -> HttpResponse:
    return _page(request)


def _refuse_demo(request: SignedInRequest, message: str) -> HttpResponse:
    return refuse_in_json(request, message) if _wants_json(request) else _page(request, message, 403)


def _refuse_upload(request: SignedInRequest, error: StorageUnavailable) -> HttpResponse:
    for handler in request.upload_handlers:
        with suppress(OSError):  # a disk that is full cannot even close it
            handler.upload_interrupted()  # or half of the upload keeps its room until Python collects it
    if _wants_json(request):
        return answer_in_json(request, error)
    return _page(request, f"{CAUSES[error.code]} {NOTHING_KEPT} {ADVICE[error.code]}", STATUS[error.code])


def _refuse_without_room(request: SignedInRequest, message: str) -> HttpResponse:
    if _wants_json(request):
        return answer_full_in_json(request, message)
    return _page(request, f"{message} {FREE_ROOM}", FULL_STATUS)


def _wants_json(request: SignedInRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


@without_demo_uploads(_refuse_demo)
@with_storage_errors(_refuse_upload)
@with_quota_errors(_refuse_without_room)
@csrf_protect
def _receive(request: SignedInRequest) -> HttpResponse:
    files: list[Any] = request.FILES.getlist("files")
    incoming = [IncomingFile(file.name or "", file) for file in files]
    upload_id = request.POST.get("upload")
    if not incoming:
        return _page(request, NOTHING_CHOSEN, 400)
    try:
        receive_files(open_upload(upload_id) if upload_id else Upload(), incoming)
    except Upload.DoesNotExist:
        raise Http404 from None
    return JsonResponse({"received": len(incoming)}) if upload_id else SeeOther(reverse("files"))


def _page(request: SignedInRequest, problem: str = "", status: int = 200) -> HttpResponse:
    listing = build_listing(ListingQuery.from_parameters(request.GET), request.user)
    run = listing.run
    poll = first_poll(run) if run else None
    context = {
        "listing": listing,
        "run": run,
        "poll": poll,
        "problem": problem,
        "focus": request.GET.get("focus"),
        "fullest": "" if problem else describe_fullest(request.user),
        "card": folder_card(request.user),
    }
    return render(request, "files/files.html", context, status=status)
