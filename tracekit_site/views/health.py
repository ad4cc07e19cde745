"""Answers health checks: whether this process is up, and whether it can serve requests."""

from collections.abc import Callable
from contextlib import closing

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.jobs.models import Worker
from tracekit_site.outages import outage_errors
from tracekit_site.services.release import is_fully_migrated


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Says that this process answers, without checking anything else."""
    return _text_response("alive", 200)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answers 200 when everything that pages and jobs need works; else 503 with a line for each fault."""
    faults = [*_database_faults(), *_cache_faults()]
    return _text_response("\n".join(faults), 503) if faults else _text_response("ready", 200)


HEALTH_VIEWS: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/health/live": live, "/health/ready": ready}


def _text_response(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text + "\n", "text/plain; charset=utf-8", status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _database_faults() -> list[str]:
    """Checks over a new connection, because only connecting has a timeout when a database does not respond."""
    try:
        with closing(connections.create_connection(DEFAULT_DB_ALIAS)) as new_connection:
            is_ready = is_fully_migrated(new_connection)
        if not is_ready:
            return ["The database is not of this release. Run `python manage.py release`."]
        has_worker = Worker.objects.receiving(timezone.now()).exists()
    except outage_errors():
        return ["The database does not answer."]
    return [] if has_worker else ["No worker has received a message for five minutes."]


def _cache_faults() -> list[str]:
    """Checks with a write, because a full Redis still accepts reads."""
    try:
        cache.set("ready", "yes", 60)
    except outage_errors():
        return ["Redis does not answer."]
    return []
