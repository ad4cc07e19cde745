"""The jobs of the benches, which work as real ones do: a step is read, done, and committed under the lease."""

import time
from datetime import UTC, datetime

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from bench.fleet.job_profiles import NOTHING, PROFILES, STAMP, JobProfile
from bench.fleet.models import Effect


def _register(shape: JobProfile) -> None:
    @job_kind(shape.kind, lane=Lane[shape.lane])
    def do_slice(claim: Claim) -> bool:
        number = int(claim.job.window)
        done = Effect.objects.filter(number=number).count()
        for step in range(done, min(done + shape.at_once, shape.steps)):
            time.sleep(shape.seconds_of(number))
            _commit(claim, number, step, last=step + 1 == shape.steps)
        return done + shape.at_once < shape.steps


def _commit(claim: Claim, number: int, step: int, *, last: bool) -> None:
    with transaction.atomic():
        Effect.objects.create(number=number, step=step, last=last)
        claim.renew()


for one in PROFILES:
    _register(one)


@job_kind(NOTHING, lane=Lane.DAILY)
def do_nothing(claim: Claim) -> bool:
    """What the table itself costs."""
    return False


@job_kind(STAMP, lane=Lane.CLICK)
def stamp(claim: Claim) -> bool:
    """Says when it began."""
    at = datetime.now(UTC)
    with transaction.atomic():
        Effect.objects.create(number=int(claim.job.window), step=0, last=True, at=at)
        claim.renew()
    return False
