"""Records the athlete's answers whether activities are one workout, and takes them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.services.lock_account import lock_account
from activities.models import Activity
from matching.engine.candidate import Candidate
from matching.engine.clock_shift import clock_shift_s
from matching.engine.decision_kind import DecisionKind
from matching.engine.decisions import Constraints, PairDecision
from matching.engine.pair import can_be_one_workout
from matching.match_row import COLUMNS, MatchRow
from matching.models import ActivityReference, Decision, IgnoredDifference, Question, Workout
from matching.services.references import delete_unused_references, reference_activities
from matching.services.rematch import rematch_stored
from matching.workouts import load_workouts

ActivityPair = tuple[int, int]
"""This holds the ids of two activities."""

ReferencePair = tuple[ActivityReference, ActivityReference]
"""This holds the references to two activities."""


class DecisionRefused(Exception):
    """Two activities can never be one workout, by themselves or through others: they are of one file or one event."""


class TooCrowded(DecisionRefused):
    """Too many activities lie around one of two to match it, so that the answer would have no effect."""


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """Holds the decisions that an answer created, and the earlier ones that contradict it and were replaced."""

    decisions: list[Decision]
    replaced: list[Decision]


def decide(kind: DecisionKind, pairs: Iterable[ActivityPair]) -> RecordedAnswer:
    """Records the same answer about pairs of activities of the current owner, and matches what they affect anew.

    Saying that two are the same although their clocks differ also ignores that their starts differ. An answer that was
    given before is not recorded again. Raises DecisionRefused, and then records nothing.
    """
    with transaction.atomic():
        lock_account()
        pairs = list(pairs)
        candidates = _candidates({id for pair in pairs for id in pair})
        pairs = [pair for pair in pairs if candidates.keys() >= set(pair)]
        if not pairs:
            return RecordedAnswer([], [])
        if kind is not DecisionKind.DIFFERENT:
            _check_joinable(candidates, pairs)
        references = reference_activities(candidates)
        decisions = _record(kind, [(references[first], references[second]) for first, second in pairs])
        replaced = _replace_contradicted(decisions)
        if kind is DecisionKind.SAME:
            _ignore_starts(decisions, candidates)
        rematch_stored(candidates.keys() | _activities_of(replaced))
        return RecordedAnswer(decisions, replaced)


def decide_about_workouts(kind: DecisionKind, workouts: Iterable[tuple[UUID, UUID]]) -> RecordedAnswer:
    """Records the same answer about pairs of workouts: about the activities that are asked about, else their leaders.

    Pairs with a workout that is gone are left out. Raises DecisionRefused.
    """
    pairs = list(workouts)
    with transaction.atomic():
        lock_account()
        ids = {id for pair in pairs for id in pair}
        leaders = {workout.id: workout.leader.id for workout in load_workouts(Workout.objects.filter(pk__in=ids))}
        activities = _activities_of_questions(ids)
        present = [pair for pair in pairs if leaders.keys() >= set(pair)]
        return decide(kind, [activities.get(frozenset(pair), (leaders[pair[0]], leaders[pair[1]])) for pair in present])


def split_off(workout: Workout, activity_ids: Iterable[int]) -> RecordedAnswer:
    """Decides that some activities of a workout are another one than the rest.

    Raises DecisionRefused when nothing or everything would be split off.
    """
    members = set(workout.members.values_list("activity", flat=True))
    chosen = members & set(activity_ids)
    if not chosen or chosen == members:
        raise DecisionRefused
    return decide(DecisionKind.DIFFERENT, product(sorted(chosen), sorted(members - chosen)))


def take_answer_back(decision_id: UUID) -> None:
    """Deletes all decisions of the answer that a decision of the current owner belongs to."""
    answers = Decision.objects.filter(pk=decision_id).values("decided_at")
    take_back(Decision.objects.filter(decided_at__in=answers).values_list("pk", flat=True))


def take_back(decision_ids: Iterable[UUID]) -> None:
    """Deletes decisions of the current owner; earlier ones that they replaced apply again."""
    with transaction.atomic():
        lock_account()
        decisions = list(Decision.objects.filter(pk__in=list(decision_ids)).select_related("first", "second"))
        restored = Decision.objects.filter(replaced_by__in=decisions).select_related("first", "second")
        affected = _activities_of(decisions) | _activities_of(restored)
        Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).delete()
        rematch_stored(affected)
        delete_unused_references()


def _activities_of_questions(workout_ids: set[UUID]) -> dict[frozenset[UUID], ActivityPair]:
    """Returns for each two of these workouts that a question is about its activities."""
    columns = ("first__member__workout", "second__member__workout", "first", "second")
    within = Question.objects.visible().filter(
        first__member__workout__in=workout_ids, second__member__workout__in=workout_ids
    )
    return {frozenset(row[:2]): row[2:] for row in within.values_list(*columns)}


def _candidates(activity_ids: Iterable[int]) -> dict[int, Candidate]:
    rows = Activity.objects.filter(pk__in=list(activity_ids)).values_list(*COLUMNS)
    return {row.id: row.candidate() for row in map(MatchRow._make, rows)}


def _check_joinable(candidates: dict[int, Candidate], pairs: list[ActivityPair]) -> None:
    """Raises DecisionRefused unless each pair can become one workout."""
    if not all(_can_join(candidates, pair) for pair in pairs):
        raise DecisionRefused
    if Workout.objects.filter(is_crowded=True, members__activity__in=list(candidates)).exists():
        raise TooCrowded


def _can_join(candidates: dict[int, Candidate], pair: ActivityPair) -> bool:
    first, second = pair
    return first != second and can_be_one_workout(candidates[first], candidates[second])


def _record(kind: DecisionKind, pairs: Iterable[ReferencePair]) -> list[Decision]:
    """Creates the decisions of one answer; one that was given before becomes as new as the others. Three queries."""
    now = timezone.now()
    wanted = {_in_order(pair): None for pair in pairs}
    ends = {reference for pair in wanted for reference in pair}
    valid = Decision.objects.filter(first__in=ends, second__in=ends, kind=kind, replaced_by=None)
    repeated = [row for row in valid.select_related("first", "second") if (row.first, row.second) in wanted]
    for row in repeated:
        row.decided_at = now
        del wanted[row.first, row.second]
    Decision.objects.bulk_update(repeated, ["decided_at"])
    created = [Decision(kind=kind, first=first, second=second, decided_at=now) for first, second in wanted]
    return repeated + Decision.objects.bulk_create(created)


def _in_order(pair: ReferencePair) -> ReferencePair:
    first, second = sorted(pair, key=lambda reference: reference.digest)
    return first, second


def _replace_contradicted(decisions: list[Decision]) -> list[Decision]:
    """Marks the decisions that have no effect beside these as replaced, and returns them.

    Those that had been replaced by them before are deleted: only one step back is kept. Raises DecisionRefused when
    these contradict each other.
    """
    valid = list(Decision.objects.filter(is_in_effect=True, replaced_by=None).select_related("first", "second"))
    by_pair = {_pair_decision(decision): decision for decision in valid}
    candidates = _candidates(_activities_of(valid))
    accepted = Constraints(list(candidates.values()), by_pair).accepted
    contradicted = [by_pair[pair] for pair in by_pair.keys() - set(accepted)]
    if not {decision.pk for decision in decisions}.isdisjoint(decision.pk for decision in contradicted):
        raise DecisionRefused
    if contradicted:
        Decision.objects.filter(replaced_by__in=contradicted).delete()
        Decision.objects.filter(pk__in=[decision.pk for decision in contradicted]).update(replaced_by=decisions[0])
    return contradicted


def _pair_decision(row: Decision) -> PairDecision:
    first, second = row.first.activity_id, row.second.activity_id
    return PairDecision(DecisionKind(row.kind), first, second, row.decided_at.timestamp())


def _activities_of(decisions: Iterable[Decision]) -> set[int]:
    """Returns the ids of the stored activities that decisions are about."""
    ids = {end.activity_id for decision in decisions for end in (decision.first, decision.second)}
    return {id for id in ids if id is not None}


def _ignore_starts(decisions: Iterable[Decision], candidates: dict[int, Candidate]) -> None:
    """Ignores that the starts of two activities differ, where only the clocks of two devices did."""
    rows = [
        IgnoredDifference(reference=end, field="started_at", decision=decision)
        for decision in decisions
        for end in (decision.first, decision.second)
        if clock_shift_s(*(candidates[id] for id in _activities_of([decision])))
    ]
    IgnoredDifference.objects.bulk_create(rows, ignore_conflicts=True)
