"""Answers the settings page of storage."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from matching.web.uploads.storage_page import storage_page


@require_safe
@login_required
def storage(request: SignedInRequest) -> HttpResponse:
    """Shows how much the account uses, of how much."""
    return render(request, "matching/storage.html", {"page": storage_page(request.user)})
