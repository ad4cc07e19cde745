"""Leads back to the page that a form was sent from."""

from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.http import SeeOther, SignedInRequest


def redirect_to_next(request: SignedInRequest, otherwise: str) -> HttpResponse:
    """Returns a redirect to the page that the form names as `next`, or to another one when that is no page of ours."""
    page = request.POST.get("next", "")
    return SeeOther(page if page and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else otherwise)
