"""The command `pull` pulls what is new on every connected platform into an account."""

from typing import Any

from django.core.management.base import CommandError

from accounts.command import OwnerCommand
from accounts.models import Account
from accounts.scope import current_owner_id
from activities.progress import show_progress
from activities.units import format_number
from providers.models import Connection, Pull
from providers.services.pull_in_process import pull_in_process
from providers.web.pages.connection_summary import connection_summaries
from providers.web.pages.recent_pulls import pull_outcome


class Command(OwnerCommand):
    """Pulls from every connected platform in this process, and prints the outcome."""

    help = "Sync new activities from every connected service."

    def run(self, **options: Any) -> None:
        """Runs all pulls. The exit status is 0 only when every one of them has ended."""
        connections = list(Connection.objects.filter(is_paused=False))
        if not connections:
            raise CommandError("Nothing is connected, or every connection is paused. Connect on the Connections page.")
        pulls = [self._pull(connection) for connection in connections]
        if not all(pull.ended_at for pull in pulls):
            account = Account.objects.get(pk=current_owner_id())
            summaries = [summary for summary in connection_summaries(account) if summary.pull]
            raise CommandError("\n".join(f"{summary.label}: {summary.status.message}" for summary in summaries))

    def _pull(self, connection: Connection) -> Pull:
        label = connection.platform.label

        def report(pull: Pull) -> None:
            show_progress(f"{label}: {format_number(pull.listed_count)} activities checked")

        try:
            pull = pull_in_process(connection, report)
        finally:
            show_progress("")
        if pull.ended_at:
            self.stdout.write(f"{label}: {pull_outcome(pull)}")
        return pull
