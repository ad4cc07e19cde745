"""Keeps demo accounts away from pages that ask for a password or a factor, since they have neither."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounts.http import SeeOther
from accounts.models import Account

View = Callable[..., HttpResponseBase]


def without_demos(view: View) -> View:
    """Decorates a view so that it leads a demo to the security settings, which say why there is nothing to change."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if isinstance(request.user, Account) and request.user.demo_until is not None:
            return SeeOther(reverse("settings_security"))
        return view(request, *args, **options)

    return wrapped
