"""Lets an athlete dismiss the checklist of first steps."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import SeeOther, SignedInRequest
from accounts.models import Account


@require_POST
@login_required
def dismiss_first_steps(request: SignedInRequest) -> HttpResponse:
    """Hides the checklist for good; for htmx the answer is empty and takes the place of the checklist."""
    Account.objects.filter(pk=request.user.pk).update(has_first_steps=False)
    return HttpResponse() if request.htmx else SeeOther(reverse("home"))
