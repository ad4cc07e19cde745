"""Deletes files and uploads, after a question."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import SeeOther, SignedInRequest
from activities.models import Activity, SourceFile
from activities.services.delete import delete_source_files, delete_upload
from matching.web.pages.wording import format_count
from matching.web.uploads.access import own_file, own_upload
from matching.web.uploads.listing import ListingQuery, next_file
from matching.web.views.confirmation import confirm

FINAL = "This cannot be undone."
STAYS_IN_FOLDER = (
    "Nothing is deleted in your folder: what lies there stays and is not read again, until you ask for it on the "
    "Files page."
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_file_page(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Asks, then deletes a file; the response shows the list at the same place, with the next file in focus."""
    file, query = own_file(id), ListingQuery.from_parameters(request.GET)
    if request.method != "POST":
        return confirm(
            request,
            f"Delete {file.name}{_and_activities(file.activities.count(), 'its')}?",
            _deletion_text(file),
            button="Delete",
            cancel_url=reverse("file", args=[id]),
            is_in_list=_current_path(request) == reverse("files"),
        )
    following = next_file(query, file)
    delete_source_files([file])
    messages.success(request, f"{file.name} deleted.")
    return SeeOther(reverse("files") + query.clamped().as_text(focus=following or "list"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_upload_page(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Asks, with counts, then deletes an upload with its files and their activities; no page shows them any more."""
    upload = own_upload(id)
    if request.method != "POST":
        activities = Activity.objects.filter(source_file__upload=upload).count()
        count = upload.files.count()
        files = format_count(count, "file")
        text = f"This deletes {files}{_and_activities(activities, 'its' if count == 1 else 'their')}."
        text = f"{text} {STAYS_IN_FOLDER if upload.is_from_folder else FINAL}"
        question = f"Delete all {files} of this upload?"
        if upload.is_from_folder:
            question = f"Delete all {files} that were found at the same time?"
        return confirm(request, question, text, button=f"Delete {files}", cancel_url=reverse("files"))
    delete_upload(upload)
    messages.success(request, "Upload deleted.")
    return SeeOther(reverse("files"))


def _and_activities(count: int, possessive: str) -> str:
    if not count:
        return ""
    return f" and {possessive} {'activity' if count == 1 else format_count(count, 'activity', 'activities')}"


def _deletion_text(file: SourceFile) -> str:
    copies, is_in_folder = file.copies.count(), file.folder_files.exists()
    ending = STAYS_IN_FOLDER if is_in_folder else FINAL
    if not copies:
        return ending
    times = f"It was {'added' if is_in_folder else 'uploaded'} {format_count(copies + 1, 'time')}"
    return f"{times}, and all of these entries are deleted. {ending}"


def _current_path(request: SignedInRequest) -> str:
    """Returns the path of the page on which htmx runs; empty for a request of another kind."""
    try:
        return (request.htmx.current_url_abs_path or "").partition("?")[0]
    except ValueError:  # the header holds no address
        return ""
