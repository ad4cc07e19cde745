"""Matches in short parts what was left to be matched later."""

import time

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.services.cpu_quota import within_cpu_quota
from accounts.services.part_size import PartSize
from matching.models import PendingMatch
from matching.services.pending_matches import MATCH_JOB
from matching.services.rematch import rematch_part
from matching.services.stretches import TooMuchAround

MAX_STEP_S = 2.0
MIN_PART_SIZE, MAX_PART_SIZE = 10, 20
"""A part matches what lies around so many activities that follow each other; around fewer where too much lies."""


@job_kind(MATCH_JOB, lane=Lane.CLICK)
def match_pending(claim: Claim) -> bool:
    """Matches parts for two seconds; returns whether activities are left.

    Raises Postpone when the account's day of the processor is used up.
    """
    with within_cpu_quota():
        return _match_parts(claim)


def _match_parts(claim: Claim) -> bool:
    deadline, size = time.monotonic() + MAX_STEP_S, PartSize(MIN_PART_SIZE, MAX_PART_SIZE, MIN_PART_SIZE)
    while time.monotonic() < deadline:
        try:
            if not _match_part(claim, size):
                return False
        except TooMuchAround:
            size.value = max(1, size.value // 4)
    return True


def _match_part(claim: Claim, part_size: PartSize) -> bool:
    """Matches what lies around the first activities; returns False when none is left. Raises TooMuchAround."""
    size = part_size.value
    with part_size.transaction():
        pending = PendingMatch.objects.order_by("activity__started_at", "activity_id")[:size]
        rows = dict(pending.values_list("id", "activity_id"))
        if rows:
            rematch_part(rows.values(), is_bounded=size > 1)
            PendingMatch.objects.filter(pk__in=list(rows)).delete()
        claim.renew_lease()
    return bool(rows)
