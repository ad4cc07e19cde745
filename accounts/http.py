"""What requests and answers are called here."""

from django.http import HttpRequest, HttpResponseRedirect

from accounts.models import Account


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: Account


class SeeOther(HttpResponseRedirect):
    """The answer to a form that did its work: look there now (303)."""

    status_code = 303
