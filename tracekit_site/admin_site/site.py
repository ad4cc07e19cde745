"""Who may come to the desk, and what lies on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver

from accounts.admin import AccountAdmin
from accounts.jobs.admin import JobAdmin, WorkerAdmin
from accounts.jobs.models import Job, Worker
from accounts.models import Account
from accounts.services.security import has_second_factor_session
from tracekit_site.admin_site.figures import figures

View = Callable[..., HttpResponseBase]


class OperatorAdminSite(AdminSite):
    """Django's admin behind our sign-in: for an operator whose session began with a second factor."""

    index_title = "Operator’s desk"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is an operator, signed in with a second factor."""
        user = request.user
        return bool(user.is_authenticated and user.is_operator and has_second_factor_session(request))

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """As Django's, but we answer who may not see it: a stranger signs in, an athlete finds nothing here."""
        shown = super().admin_view(view, cacheable)

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.is_operator:
                raise Http404
            if not self.has_permission(request):
                return render(request, "admin/second_factor.html", status=403)
            return shown(request, *args, **kwargs)

        return answer

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The index and the pages of each table; Django's own to sign in and to change a password are left out."""
        return [one for one in super().get_urls() if isinstance(one, URLResolver) or one.name == "index"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Nothing: the index lists the tables itself."""
        return []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Counts and states of everything."""
        return super().index(request, {"figures": figures(), **(extra_context or {})})


admin_site = OperatorAdminSite(name="desk")
admin_site.register(Account, AccountAdmin)
admin_site.register(Job, JobAdmin)
admin_site.register(Worker, WorkerAdmin)
