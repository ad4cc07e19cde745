"""Whether this process is up, and whether it can serve: for machines, in plain words."""

from collections.abc import Callable
from contextlib import closing

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.jobs.models import Worker
from tracekit_site.outages import outage_errors
from tracekit_site.services.release import is_of_this_release


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked."""
    return _said("alive", 200)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when everything that a page and a job need is there; else 503 with a line for each fault."""
    faults = [*_faults_of_the_database(), *_faults_of_the_cache()]
    return _said("\n".join(faults), 503) if faults else _said("ready", 200)


ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/health/live": live, "/health/ready": ready}


def _said(words: str, status: int) -> HttpResponse:
    response = HttpResponse(words + "\n", "text/plain; charset=utf-8", status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _faults_of_the_database() -> list[str]:
    """Asked over a connection of its own: only making one has a time-out against a database that went silent."""
    try:
        with closing(connections.create_connection(DEFAULT_DB_ALIAS)) as fresh:
            is_ready = is_of_this_release(fresh)
        if not is_ready:
            return ["The database is not of this release. Run `python manage.py release`."]
        heard = Worker.objects.receiving(timezone.now()).exists()
    except outage_errors():
        return ["The database does not answer."]
    return [] if heard else ["No worker has heard its queue for five minutes."]


def _faults_of_the_cache() -> list[str]:
    """Written to, since a Redis that is full still reads."""
    try:
        cache.set("ready", "yes", 60)
    except outage_errors():
        return ["Redis does not answer."]
    return []
