"""Names the requests and responses that views share."""

from django.http import HttpRequest, HttpResponseRedirect

from accounts.models import Account


class SignedInRequest(HttpRequest):
    """A signed-in request is one behind `login_required`: its user is an account."""

    user: Account


class SeeOther(HttpResponseRedirect):
    """Redirects after a form that did its work (status 303)."""

    status_code = 303
