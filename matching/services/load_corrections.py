"""Loads what the athlete told tracekit, by activity, as matching needs it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from matching.engine.decision_kind import DecisionKind
from matching.engine.decisions import PairDecision
from matching.engine.workout import MatchedWorkout
from matching.models import Decision, IgnoredDifference, NameReference

Links = Mapping[int, Sequence[tuple[int, float]]]
"""This holds, by id, the activities that a decision joins to an activity: the id and the start of each."""

NO_LINKS: Links = {}
"""No decision joins any activities."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Holds what the athlete told tracekit about stored activities, by their ids.

    `ignored_fields` are the fields whose differences are ignored, in words separated by commas; `names` are the names
    of workouts by each of their activities, the newest last.
    """

    decisions: list[PairDecision] = field(default_factory=list)
    links: Links = field(default_factory=dict)
    ignored_fields: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[int, tuple[int, str]] = field(default_factory=dict)

    def own_name(self, matched: MatchedWorkout) -> str:
        """Returns the newest name that the athlete gave one of a workout's activities; empty without one."""
        return max((self.names[a.key] for a in matched.members if a.key in self.names), default=(0, ""))[1]


def load_corrections() -> Corrections:
    """Returns the current owner's: three queries."""
    decisions, links = _load_decisions()
    return Corrections(decisions, links, _load_ignored_fields(), _load_names())


def _load_decisions() -> tuple[list[PairDecision], Links]:
    ends = [f"{end}__activity{column}" for end in ("first", "second") for column in ("_id", "__started_at")]
    in_effect = Decision.objects.filter(is_in_effect=True, replaced_by=None).values_list("kind", "decided_at", *ends)
    decisions: list[PairDecision] = []
    links: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for kind, decided_at, first, first_start, second, second_start in in_effect:
        decision = PairDecision(DecisionKind(kind), first, second, decided_at.timestamp())
        decisions.append(decision)
        if decision.joins:
            links[first].append((second, second_start.timestamp()))
            links[second].append((first, first_start.timestamp()))
    return decisions, links


def _load_ignored_fields() -> dict[int, str]:
    fields: dict[int, set[str]] = defaultdict(set)
    valid = IgnoredDifference.objects.filter(decision__replaced_by=None)
    for activity, name in _of_stored(valid.values_list("reference__activity_id", "field")):
        fields[activity].add(name)
    return {activity: ",".join(sorted(names)) for activity, names in fields.items()}


def _load_names() -> dict[int, tuple[int, str]]:
    columns = ("reference__activity_id", "workout_name__name")
    in_order = NameReference.objects.order_by("workout_name__named_at", "workout_name_id").values_list(*columns)
    return {activity: (place, name) for place, (activity, name) in enumerate(_of_stored(in_order))}


def _of_stored(rows: Iterable[tuple[int | None, str]]) -> list[tuple[int, str]]:
    return [(activity, value) for activity, value in rows if activity is not None]
