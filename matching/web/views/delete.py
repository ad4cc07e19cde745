"""Deletes files and uploads, after a question."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import SeeOther, SignedInRequest
from activities.models import Activity
from activities.services.delete import delete_source_files, delete_upload
from matching.web.pages.wording import format_count
from matching.web.uploads.access import own_file, own_upload
from matching.web.uploads.listing import ListingQuery, next_file
from matching.web.views.confirmation import confirm

FINAL = "This cannot be undone."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_file_page(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Asks, then deletes a file; the response shows the list at the same place, with the next file in focus."""
    file, query = own_file(id), ListingQuery.from_parameters(request.GET)
    if request.method != "POST":
        return confirm(
            request,
            f"Delete {file.name}{_and_activities(file.activities.count())}?",
            _deletion_text(file.copies.count()),
            button="Delete",
            cancel_url=reverse("file", args=[id]),
            is_in_list=_current_path(request) == reverse("files"),
        )
    following = next_file(query, file)
    delete_source_files([file])
    return SeeOther(reverse("files") + query.clamped().as_text(focus=following or "list"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_upload_page(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Asks, with counts, then deletes an upload with its files and their activities."""
    upload = own_upload(id)
    if request.method != "POST":
        activities = Activity.objects.filter(source_file__upload=upload).count()
        files = format_count(upload.files.count(), "file")
        text = f"All of this upload goes: {files}{_and_activities(activities)}. {FINAL}"
        question = f"Delete all {files} of this upload?"
        return confirm(request, question, text, button=f"Delete {files}", cancel_url=reverse("files"))
    delete_upload(upload)
    messages.success(request, "Upload deleted.")
    return SeeOther(reverse("files"))


def _and_activities(count: int) -> str:
    return f" and its {'activity' if count == 1 else format_count(count, 'activity', 'activities')}" if count else ""


def _deletion_text(copies: int) -> str:
    uploads = f"It was uploaded {format_count(copies + 1, 'time')}; all these lines go. " if copies else ""
    return uploads + FINAL


def _current_path(request: SignedInRequest) -> str:
    """Returns the path of the page on which htmx runs; empty for a request of another kind."""
    try:
        return (request.htmx.current_url_abs_path or "").partition("?")[0]
    except ValueError:  # the header holds no address
        return ""
