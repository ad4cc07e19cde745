"""Brings the tables to what the engine says, and writes only what changed."""

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef, Q

from activities.models import Activity
from matching.engine.difference import differences
from matching.engine.workout import Matching, Question as Asked, Workout as Found
from matching.models import Member, Question, Workout
from matching.services.row import Row
from matching.services.window import Window


def settle(matching: Matching, window: Window, gone: set[int]) -> None:
    """Writes workouts, members and questions for what the window holds; `gone` are activities that were removed."""
    kept = _keep(matching.workouts, window, gone)
    _settle_questions(matching.questions, window)
