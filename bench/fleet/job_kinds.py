"""Registers the jobs of the benches, which work as real ones do: an effect is made and committed in the lease."""

import time
from datetime import UTC, datetime

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from bench.fleet.job_profiles import NOTHING, PROFILES, TIMESTAMP, JobProfile
from bench.fleet.models import Effect


def _register(profile: JobProfile) -> None:
    @job_kind(profile.kind, lane=Lane[profile.lane])
    def run_step(claim: Claim) -> bool:
        number = int(claim.job.dedup_key)
        done = Effect.objects.filter(number=number).count()
        for position in range(done, min(done + profile.effects_per_step, profile.effects)):
            time.sleep(profile.seconds_of(number))
            _commit(claim, number, position, is_last=position + 1 == profile.effects)
        return done + profile.effects_per_step < profile.effects


def _commit(claim: Claim, number: int, position: int, *, is_last: bool) -> None:
    with transaction.atomic():
        Effect.objects.create(number=number, position=position, is_last=is_last)
        claim.renew_lease()


for profile in PROFILES:
    _register(profile)


@job_kind(NOTHING, lane=Lane.DAILY)
def do_nothing(claim: Claim) -> bool:
    """Does nothing, so that only the cost of the table itself remains."""
    return False


@job_kind(TIMESTAMP, lane=Lane.CLICK)
def record_start(claim: Claim) -> bool:
    """Records when the job started."""
    started_at = datetime.now(UTC)
    with transaction.atomic():
        Effect.objects.create(number=int(claim.job.dedup_key), position=0, is_last=True, committed_at=started_at)
        claim.renew_lease()
    return False
