"""Syncs the activities folder, and reads deleted files of it again, when the athlete clicks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import SeeOther, SignedInRequest
from activities.services.folder_actions import restore_deleted_files, sync_folder


@require_POST
@login_required
def sync_folder_now(request: SignedInRequest) -> HttpResponse:
    """Scans the folder, also when it was paused."""
    sync_folder()
    messages.success(request, "Checking your folder for activity files.")
    return SeeOther(reverse("files"))


@require_POST
@login_required
def restore_files(request: SignedInRequest) -> HttpResponse:
    """Reads the files again that were deleted here and are still in the folder."""
    restore_deleted_files()
    messages.success(request, "Reading the deleted files in your folder again.")
    return SeeOther(reverse("files"))
