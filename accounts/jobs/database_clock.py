"""Reads the one clock of the job table: the database's, so that machines whose own clocks differ agree on leases."""

from datetime import timedelta

from django.db.models import DateTimeField, DurationField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now


def now_plus(duration: timedelta) -> CombinedExpression:
    """Returns the database's current time plus a duration, which may be negative."""
    return CombinedExpression(Now(), "+", Value(duration, DurationField()), output_field=DateTimeField())
