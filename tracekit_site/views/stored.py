"""Answers `/settings/stored/`: everything that is stored of the athlete, with samples, and what left the server."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.scope import being_deleted
from tracekit_site.stored_data.credentials import list_credentials, list_sent_counts
from tracekit_site.stored_data.package_rows import count_package_rows
from tracekit_site.stored_data.stored_rows import read_stored_rows


@never_cache
@require_safe
@login_required
def stored(request: SignedInRequest) -> HttpResponse:
    """Shows every stored field of the athlete's own rows, the last use of each credential, and what left the server."""
    context = {
        "groups": read_stored_rows(request.user),
        "package_rows": count_package_rows(request.user),
        "credentials": list_credentials(request.user),
        "sent_counts": list_sent_counts(),
        "is_deleting": bool(being_deleted()),
        "has_error_reports": bool(settings.SENTRY_DSN),
    }
    return render(request, "site/stored.html", context)
