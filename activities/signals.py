"""Defines the signals to the apps above, sent inside the transaction that changed something."""

from django.dispatch import Signal

activities_stored = Signal()
"""It carries `ids`: the ids of the current owner's activities that are new or changed."""

local_dates_changed = Signal()
"""It carries `ids`: the current owner's activities whose day follows the time zone that the athlete has changed."""

deletion_started = Signal()
"""It says that more of the current owner's activities are being deleted than before, and are no longer shown."""

activities_deleted = Signal()
"""It carries `spans`, (start, end) of each deleted activity of the current owner as aware instants, and their `ids`."""
