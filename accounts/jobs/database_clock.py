"""The one clock of the job table: the database's, so that machines whose own clocks differ agree on leases."""

from datetime import timedelta

from django.db.models import DateTimeField, DurationField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now


def now_plus(length: timedelta) -> CombinedExpression:
    """The moment so long after the database's now (before it, when negative)."""
    return CombinedExpression(Now(), "+", Value(length, DurationField()), output_field=DateTimeField())
