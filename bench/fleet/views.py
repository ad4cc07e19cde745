"""Answers the requests of the benches: each asks for work, as pages do."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from accounts.scope import owner_scope
from bench.fleet import plain_celery
from bench.fleet.job_profiles import account_id, profile_of, provider_of


@csrf_exempt
@require_POST
def request_job(request: HttpRequest, number: int) -> HttpResponse:
    """Answers 201 once the job is committed."""
    with owner_scope(Account(pk=account_id(number))), transaction.atomic():
        enqueue(profile_of(number).kind, provider=provider_of(number), dedup_key=str(number))
    return HttpResponse(status=201)


@csrf_exempt
@require_POST
def request_plain_task(request: HttpRequest, number: int) -> HttpResponse:
    """Answers 201 once Redis has the task."""
    plain_celery.do_work.delay(number)
    return HttpResponse(status=201)
