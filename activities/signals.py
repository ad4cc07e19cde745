"""News for the apps above, sent inside the transaction that changed something."""

from django.dispatch import Signal

activities_stored = Signal()
"""`ids`: the ids of the current owner's activities that are new or changed."""

activities_removed = Signal()
"""`spans`: (start, end) of each removed activity of the current owner, as aware instants; `ids`: what they had."""
