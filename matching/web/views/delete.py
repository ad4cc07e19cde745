"""Deletes files, after one question: a dialog, or without script a page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from accounts.http import SeeOther, SignedInRequest
from activities.models import Activity
from activities.services.delete import delete_source_files, delete_upload
from matching.web.pages.wording import format_count
from matching.web.uploads.access import own_file, own_upload
from matching.web.uploads.listing import ListingQuery, next_file

FINAL = "This cannot be undone."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_file_page(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Asks, then deletes one file; the answer shows the list where it stood, with the next file in focus."""
    file, query = own_file(id), ListingQuery.from_parameters(request.GET)
    if request.method != "POST":
        question = f"Delete {file.name}{_and_activities(file.activities.count())}?"
        return _ask(request, question, _say(file.copies.count()), "Delete", f"/files/{id}/")
    following = next_file(query, file)
    delete_source_files([file])
    end = query.clamped().as_text(focus=following or "list")
    return SeeOther(f"/files/{end}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_upload_page(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Asks with counts, then deletes everything that one upload brought."""
    upload = own_upload(id)
    if request.method != "POST":
        activities = Activity.objects.filter(source_file__upload=upload).count()
        files = format_count(upload.files.count(), "file")
        say = f"All of this upload goes: {files}{_and_activities(activities)}. {FINAL}"
        return _ask(request, f"Delete all {files} of this upload?", say, f"Delete {files}", "/files/")
    delete_upload(upload)
    messages.success(request, "The upload was deleted: files, activities and all.")
    return SeeOther("/files/")


def _and_activities(count: int) -> str:
    return f" and its {'activity' if count == 1 else format_count(count, 'activity', 'activities')}" if count else ""


def _say(copies: int) -> str:
    also = f"It was uploaded {format_count(copies + 1, 'time')}; all these lines go. " if copies else ""
    return also + FINAL


def _ask(request: SignedInRequest, question: str, say: str, do: str, back: str) -> HttpResponse:
    said = {"question": question, "say": say, "do": do, "back": back, "action": request.get_full_path()}
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    if not htmx:
        return render(request, "confirmation/page.html", said)
    in_list = _page_asked_on(htmx) == "/files/" and back != "/files/"
    return render(request, "confirmation/dialog.html", said | {"in_list": in_list})


def _page_asked_on(htmx: HtmxDetails) -> str:
    try:
        return (htmx.current_url_abs_path or "").partition("?")[0]
    except ValueError:  # the header holds no address
        return ""
