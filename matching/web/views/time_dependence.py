"""Selects the rows that change a page although nothing is written, so that it is built anew for each request."""

from django.db.models import Q

from activities.models import SourceFile
from matching.models import WriteBack
from matching.web.pages.changes import FRESH
from providers.web.page_state import TimeDependence

RECENT_WRITE_BACKS = TimeDependence(
    lambda since: WriteBack.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since)), within=FRESH
)
"""These write-backs are open, or pages still show them beside their field."""

WAITING_FILES = TimeDependence(lambda: SourceFile.objects.visible().filter(state=SourceFile.State.WAITING))
"""The page of waiting files asks for their progress, from the time of its first view on."""
