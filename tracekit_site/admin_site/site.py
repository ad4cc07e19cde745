"""Defines the operator's admin site: who may enter, and which tables it shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

from accounts.admin import AccountAdmin
from accounts.erasure import Erasure
from accounts.erasure_admin import ErasureAdmin
from accounts.jobs.admin import JobAdmin, WorkerAdmin
from accounts.jobs.models import Job, Worker
from accounts.models import Account, SecurityEventKind
from accounts.scope import crossing
from accounts.services.security import has_second_factor_session
from accounts.services.security_log import record_event
from tracekit_site.account_export.export import Export
from tracekit_site.admin_site.audit_admin import AuditAdmin
from tracekit_site.admin_site.export_admin import ExportAdmin
from tracekit_site.admin_site.platforms import platforms_page
from tracekit_site.admin_site.statistics import install_statistics

View = Callable[..., HttpResponseBase]


class OperatorAdminSite(AdminSite):
    """Serves Django's admin behind our sign-in, to an operator whose session began with a second factor."""

    index_title = "Admin"
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
            _record_operator(request)
            with crossing():
                return _render(protected_view(request, *args, **kwargs))

        return answer

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Returns our pages and those of each table, without Django's own pages for sign-in and passwords."""
        kept = [url for url in super().get_urls() if isinstance(url, URLResolver) or url.name == "index"]
        return [path("platforms/", self.admin_view(self.platforms), name="platforms"), *kept]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Returns nothing, because our index lists the tables itself."""
        return []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Shows the statistics of the install."""
        return super().index(request, {"statistics": install_statistics(), **(extra_context or {})})

    def platforms(self, request: HttpRequest) -> HttpResponse:
        """Shows how calls to platforms go."""
        context = {**self.each_context(request), "title": "Platforms", "page": platforms_page()}
        return render(request, "admin/platforms.html", context)


def _render(response: HttpResponseBase) -> HttpResponseBase:
    """Renders a page that would be rendered after the view, when it may no longer read across accounts."""
    return response.render() if isinstance(response, TemplateResponse) else response


def _record_operator(request: HttpRequest) -> None:
    """Adds to the log that an operator reads or acts across accounts, which nobody else does."""
    is_action = request.method == "POST"
    kind = SecurityEventKind.OPERATOR_ACTION if is_action else SecurityEventKind.OPERATOR_VIEW
    record_event(kind, cast(Account, request.user))


admin_site = OperatorAdminSite(name="operator")
admin_site.register(Account, AccountAdmin)
admin_site.register(Erasure, ErasureAdmin)
admin_site.register(Export, ExportAdmin)
admin_site.register(Job, JobAdmin)
admin_site.register(Worker, WorkerAdmin)
admin_site.register(LogEntry, AuditAdmin)
