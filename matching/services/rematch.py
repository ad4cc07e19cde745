"""Matching again: around what changed, or all of it. Whatever the order of changes, the end is one full run's."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from activities.models import Activity
from matching.engine.match import match
from matching.models import Member, Question
from matching.services.row import COLUMNS, Row
from matching.services.settle import settle
from matching.services.window import Span, Window, extent, whole, window_around


def rematch_stored(ids: Iterable[int]) -> None:
    """Matches the neighbourhoods of activities that are new or changed, and those they were in before."""
    changed = list(ids)
    mates = Member.objects.filter(workout__members__activity__in=changed)
    asked = Question.objects.about(changed)
    around = Activity.objects.filter(
        Q(id__in=changed)
        | Q(id__in=mates.values("activity"))
        | Q(id__in=asked.values("first"))
        | Q(id__in=asked.values("second"))
    )
    _rematch(window_around(extent([Row._make(row).candidate()]) for row in around.values_list(*COLUMNS)))


def rematch_removed(spans: Iterable[tuple[datetime, datetime]], ids: Iterable[int]) -> None:
    """Matches what is left around activities that were removed; `ids` are the ids they had."""
    times: list[Span] = [(start.timestamp(), end.timestamp()) for start, end in spans]
    _rematch(window_around(times), gone=ids)


def rematch_all() -> None:
    """Matches all activities of the account anew; what comes out the same stays as it is."""
    with transaction.atomic():
        _rematch(whole())


def _rematch(window: Window, gone: Iterable[int] = ()) -> None:
    settle(match(window.candidates), window, set(gone))
