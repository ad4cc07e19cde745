"""Explains why a chosen change was not requested, unless it was a moment ago."""

from django.utils import timezone

from activities.provider_labels import provider_label
from matching.models import WriteBack
from matching.services.proposals import Proposal, ProposalChoice, change_of, choice_of
from matching.web.pages.changes import FRESH
from matching.web.pages.proposal_labels import barrier_message


def refusal_message(proposal: Proposal | None, not_proposed: str) -> str:
    """Returns why a proposal was refused; `not_proposed` is the message when there is no such proposal (any more)."""
    if proposal is None or proposal.barrier is None:
        return not_proposed
    label = provider_label(proposal.change.provider)
    return barrier_message(proposal.barrier, label, proposal.change.field).text


def find_earlier_request(choice: ProposalChoice) -> WriteBack | None:
    """Returns what the same click created a moment ago, in another tab or twice in this one."""
    rows = WriteBack.objects.filter(workout=choice.workout_id).select_related("connection").order_by("-clicked_at")
    for row in rows:
        is_fresh = row.ended_at is None or row.ended_at > timezone.now() - FRESH
        if is_fresh and choice_of(choice.workout_id, change_of(row)) == choice:
            return row
    return None
