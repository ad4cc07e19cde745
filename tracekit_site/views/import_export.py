"""Answers the addresses that import an export: they take the archive, and show how far it is."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SeeOther, SignedInRequest
from accounts.jobs.models import Job
from accounts.polling import STOP_POLLING, poll_interval
from activities.storage.storage_errors import StorageUnavailable
from matching.web.uploads.storage_messages import ADVICE, CAUSES, NOTHING_KEPT
from matching.web.views.storage_errors import STATUS
from tracekit_site.account_import.account_import import AccountImport
from tracekit_site.account_import.archive import InvalidExport, NotAnExport
from tracekit_site.account_import.import_messages import NOT_AN_EXPORT, NOT_EMPTY, outcome_message
from tracekit_site.account_import.run_import import IMPORT_JOB, AccountNotEmpty, is_account_empty, start_import
from tracekit_site.account_import.steps import imported_tables

NOTHING_CHOSEN = "No file was chosen. Choose the zip archive of an export first."


@dataclass(frozen=True, slots=True)
class ImportStatus:
    """Describes the newest import for its page."""

    account_import: AccountImport
    has_stopped: bool

    @property
    def state(self) -> str:
        """Returns `running`, `stopped`, `done` or `failed`."""
        is_running = self.account_import.state == AccountImport.State.RUNNING
        return "stopped" if is_running and self.has_stopped else self.account_import.state

    @property
    def progress(self) -> tuple[int, int]:
        """Returns how many tables are checked and written, and how many are to be."""
        return self.account_import.step, 2 * len(imported_tables())

    @property
    def message(self) -> str:
        """Returns how it ended."""
        return outcome_message(self.account_import)

    @property
    def interval_s(self) -> int:
        """Returns the seconds until the next poll."""
        return poll_interval(self.account_import.started_at.timestamp())


@csrf_exempt  # `_receive` checks the token: here Django would read a stranger's file to find it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_export(request: SignedInRequest) -> HttpResponseBase:
    """Shows the newest import; a POST brings an export for an account that is empty, and not a demo's."""
    return _receive(request) if request.method == "POST" else _page(request)


@csrf_protect
def _receive(request: SignedInRequest) -> HttpResponse:
    file = request.FILES.get("export")
    if file is None or request.user.demo_until is not None:
        return _page(request, NOTHING_CHOSEN, 400)
    try:
        start_import(file)  # type: ignore[arg-type]  # an uploaded file reads like a binary one
    except (NotAnExport, InvalidExport) as error:
        return _page(request, f"{error} Nothing was imported." if str(error) else NOT_AN_EXPORT, 400)
    except AccountNotEmpty:
        return _page(request, NOT_EMPTY, 409)
    except StorageUnavailable as error:
        return _page(request, f"{CAUSES[error.code]} {NOTHING_KEPT} {ADVICE[error.code]}", STATUS[error.code])
    return SeeOther(reverse("import_export"))


@never_cache
@require_safe
@login_required
def import_status(request: SignedInRequest) -> HttpResponse:
    """Answers one poll with the card of the newest import; the status of the answer says when polling ends."""
    status = _status()
    code = 200 if status is not None and status.state == AccountImport.State.RUNNING else STOP_POLLING
    return render(request, "export/import_status.html", {"status": status}, status=code)


def _page(request: SignedInRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"status": _status(), "problem": problem, "is_empty": is_account_empty()}
    return render(request, "export/import.html", context, status=status)


def _status() -> ImportStatus | None:
    newest = AccountImport.objects.order_by("-started_at").first()
    if newest is None:
        return None
    jobs = Job.objects.filter(kind=IMPORT_JOB, dedup_key=newest.pk.hex, state=Job.State.STOPPED)
    return ImportStatus(newest, jobs.exists())
