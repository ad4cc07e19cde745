"""`pull`: what is new on every connected platform, into an account."""

from typing import Any

from django.core.management.base import CommandError

from accounts.command import OwnerCommand
from accounts.models import Account
from accounts.scope import current_owner_id
from activities.progress import show_progress
from activities.units import number
from providers.models import Connection
from providers.services.pull_in_process import pull_in_process
from providers.web.pages.connection_status import connection_summaries
from providers.web.pages.sync import brought


class Command(OwnerCommand):
    """Asks every connected platform, reads all of its answer at once, and says what came of it."""

    help = "Pull what is new from every connected platform."

    def run(self, **options: Any) -> None:
        """Status 0 only when every platform was asked to the end."""
        connections = list(Connection.objects.filter(is_paused=False))
        if not connections:
            raise CommandError("Nothing is connected, or all of it is paused. Connections are made on their page.")
        ended = [self._pull(one) for one in connections]
        if not all(ended):
            account = Account.objects.get(pk=current_owner_id())
            left = [one for one in connection_summaries(account) if one.pull]
            raise CommandError("\n".join(f"{one.place.label}: {one.standing.sentence}" for one in left))

    def _pull(self, connection: Connection) -> bool:
        label = connection.platform.label
        try:
            pull = pull_in_process(connection, lambda now: show_progress(f"{label}: {number(now.listed)} looked at"))
        finally:
            show_progress("")
        if pull.ended_at:
            self.stdout.write(f"{label}: {brought(pull)}")
        return pull.ended_at is not None
