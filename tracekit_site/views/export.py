"""Answers `/export/`: starts an export, shows how far it is, and sends the archive to its owner."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SeeOther, SignedInRequest
from accounts.polling import STOP_POLLING, poll_interval
from activities.models import SourceFile
from tracekit_site.account_export.export import Export
from tracekit_site.account_export.make_export import has_stopped, start_export
from tracekit_site.account_export.progress import export_progress
from tracekit_site.account_export.read_export import read_parts, stored_names


class ExportForm(forms.Form):
    """Asks whether the archive is to hold the uploaded files."""

    has_files = forms.TypedChoiceField(
        label="Uploaded files",
        choices=[(False, "Leave out"), (True, "Include")],
        coerce=lambda choice: choice == "True",
        widget=forms.RadioSelect,
        initial=False,
    )


@dataclass(frozen=True, slots=True)
class ExportStatus:
    """Describes the newest export for its page."""

    export: Export
    has_stopped: bool

    @property
    def state(self) -> str:
        """Returns `making`, `stopped`, `ready` or `expired`; what is a day old is expired before it is deleted."""
        if self.export.expires_at <= timezone.now():
            return Export.State.EXPIRED
        return "stopped" if self.has_stopped else self.export.state

    @property
    def progress(self) -> tuple[int, int]:
        """Returns how many pieces are done, and how many there are."""
        return export_progress(self.export)

    @property
    def interval_s(self) -> int:
        """Returns the seconds until the next poll."""
        return poll_interval(self.export.created_at.timestamp())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def export(request: SignedInRequest) -> HttpResponse:
    """Shows the newest export; a POST starts one. A demo, whose data is generated, exports nothing."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and request.user.demo_until is None and form.is_valid():
        start_export(has_files=form.cleaned_data["has_files"])
        return SeeOther(reverse("export"))
    files = SourceFile.objects.visible().filter(sha256__isnull=False).aggregate(size=Sum("size", default=0))
    return render(request, "export/export.html", {"form": form, "status": _status(), "files": files})


@never_cache
@require_safe
@login_required
def export_status(request: SignedInRequest) -> HttpResponse:
    """Answers one poll with the card of the newest export; the status of the answer says when polling ends."""
    status = _status()
    code = 200 if status is not None and status.state == Export.State.MAKING else STOP_POLLING
    return render(request, "export/status.html", {"status": status}, status=code)


@never_cache
@require_safe
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # the package has no types
def export_archive(request: SignedInRequest, id: UUID) -> HttpResponseBase:
    """Sends the archive to its owner, who has signed in recently, until it expires."""
    export = Export.objects.filter(pk=id, state=Export.State.READY).first()
    if export is None or export.expires_at <= timezone.now():
        raise Http404
    names = stored_names(export)
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{export.filename}"',
        "Content-Length": str(export.size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(read_parts(names), content_type="application/zip", headers=headers)


def _status() -> ExportStatus | None:
    newest = Export.objects.order_by("-created_at").first()
    return None if newest is None else ExportStatus(newest, has_stopped(newest))
