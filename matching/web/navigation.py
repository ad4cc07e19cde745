"""Counts what the main navigation announces on every page."""

from django.db.models import Count, Exists, Subquery, Sum

from matching.models import Question, Workout, WriteBack
from providers.web.page_state import navigation_count


@navigation_count("proposals")
def _proposals() -> Subquery:
    """Returns how many changes are suggested; null where no workout differs, since that is the sum over none."""
    differing = Workout.objects.differing().order_by().values("owner")
    return Subquery(differing.annotate(proposals=Sum("proposal_count")).values("proposals"))


@navigation_count("questions")
def _questions() -> Subquery:
    """Returns how many questions are open; null where none is."""
    by_owner = Question.objects.visible().order_by().values("owner")
    return Subquery(by_owner.annotate(questions=Count("pk")).values("questions"))


@navigation_count("has_write_backs")
def _has_write_backs() -> Exists:
    """Returns whether a change was ever clicked."""
    return Exists(WriteBack.objects.all())
