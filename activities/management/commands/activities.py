"""`python -m tracekit activities --json` prints everything stored of an account's activities."""

import json
from typing import Any

from django.core.management.base import CommandParser

from accounts.command import OwnerCommand
from activities.models import Activity


class Command(OwnerCommand):
    """The command prints one line an activity, oldest first: the fields of `ActivityRecord`."""

    help = "Print an account's activities, oldest first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds `--json`."""
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object per line")

    def run(self, *, json: bool = False, **options: Any) -> None:
        """Prints the activities; changes nothing."""
        for activity in Activity.objects.visible().order_by("started_at", "provider", "provider_id").iterator():
            self.stdout.write(_line(activity, json))


def _line(activity: Activity, as_json: bool) -> str:
    record = activity.to_record()
    if as_json:
        return json.dumps(record.as_json(), ensure_ascii=False)
    return f"{record.started_at:%Y-%m-%d %H:%M} UTC  {record.provider}  {record.sport}  {record.name or 'no name'}"
