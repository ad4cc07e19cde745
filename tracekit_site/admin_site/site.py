"""Defines the operator's admin site: who may enter, and which tables it shows."""

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
from tracekit_site.admin_site.statistics import install_statistics

View = Callable[..., HttpResponseBase]


class OperatorAdminSite(AdminSite):
    """Serves Django's admin behind our sign-in, to an operator whose session began with a second factor."""

    index_title = "Operator’s desk"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Returns whether this is an operator who signed in with a second factor."""
        user = request.user
        return bool(user.is_authenticated and user.is_operator and has_second_factor_session(request))

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """Wraps a view as Django does, but sends strangers to our sign-in and answers athletes with 404."""
        protected_view = super().admin_view(view, cacheable)

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.is_operator:
                raise Http404
            if not self.has_permission(request):
                return render(request, "admin/second_factor_required.html", status=403)
            return protected_view(request, *args, **kwargs)

        return answer

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Returns the index and the pages of each table, without Django's own pages for sign-in and passwords."""
        return [url for url in super().get_urls() if isinstance(url, URLResolver) or url.name == "index"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Returns nothing, because our index lists the tables itself."""
        return []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Shows the statistics of the install."""
        return super().index(request, {"statistics": install_statistics(), **(extra_context or {})})


admin_site = OperatorAdminSite(name="operator")
admin_site.register(Account, AccountAdmin)
admin_site.register(Job, JobAdmin)
admin_site.register(Worker, WorkerAdmin)
