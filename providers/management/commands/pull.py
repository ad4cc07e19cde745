"""The command `pull` pulls what is new on every connected platform, or a part of what is there, into an account."""

from datetime import date
from functools import partial
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.command import OwnerCommand, printable_argument
from accounts.models import Account
from accounts.scope import current_owner_id
from activities.calendar import parse_month
from activities.progress import progress_bar, show_progress
from activities.units import format_number
from providers.models import Connection, Pull
from providers.registry import PLATFORMS
from providers.services.pull_in_process import pull_in_process, pull_span_in_process
from providers.services.pull_spans import Span, month_span, span_since
from providers.services.start_pull import CannotListByDate, OtherPullOpen
from providers.web.pages.connection_summary import connection_summaries
from providers.web.pages.recent_pulls import pull_outcome


class Command(OwnerCommand):
    """Pulls from connected platforms in this process, and prints the outcome."""

    help = "Sync new activities from every connected service, or those of a month or since a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds what restricts the pull."""
        super().add_arguments(parser)
        parser.add_argument("--provider", choices=list(PLATFORMS), help="only from this service")
        parser.add_argument(
            "--month", type=printable_argument, metavar="YYYY-MM", help="only activities of this month, as in 2026-05"
        )
        parser.add_argument(
            "--since", type=printable_argument, metavar="YYYY-MM-DD", help="all activities since this day"
        )

    def run(self, *, provider: str | None = None, **options: Any) -> None:
        """Runs all pulls. The exit status is 0 only when every one of them has ended."""
        span = _span(options.get("month"), options.get("since"))
        connections = _connections(provider)
        pulls = [pull for connection in connections if (pull := self._pull(connection, span))]
        if not all(pull.ended_at for pull in pulls):
            account = Account.objects.get(pk=current_owner_id())
            summaries = [summary for summary in connection_summaries(account) if summary.pull]
            raise CommandError("\n".join(f"{summary.label}: {summary.status.message}" for summary in summaries))
        if not pulls:
            raise CommandError("Nothing was synced.")

    def _pull(self, connection: Connection, span: Span | None) -> Pull | None:
        """Returns the pull; None for a platform that has no part of its list."""
        label = connection.platform.label
        report = partial(_report, label)
        try:
            pull = pull_span_in_process(connection, span, report) if span else pull_in_process(connection, report)
        except CannotListByDate:
            self.stderr.write(f"{label} can’t list activities by date. Sync all of them, without --month and --since.")
            return None
        except OtherPullOpen:
            raise CommandError(f"{label}: Another sync has just started. Run this again when it has ended.") from None
        finally:
            show_progress("")
        if pull.ended_at:
            self.stdout.write(f"{label}: {pull_outcome(pull)}")
        return pull


def _report(label: str, pull: Pull) -> None:
    """Shows how many activities were listed; with a bar where the platform has told how many there are."""
    count = format_number(pull.listed_count)
    if pull.expected_count:
        bar = progress_bar(pull.listed_count, pull.expected_count)
        show_progress(f"{label}: {bar}, {count} of about {format_number(pull.expected_count)} activities checked")
    else:
        show_progress(f"{label}: {count} activities checked")


def _connections(provider: str | None) -> list[Connection]:
    """Returns the connections to pull, at least one. Raises CommandError."""
    connections = Connection.objects.filter(is_paused=False)
    if provider is None:
        if not connections:
            raise CommandError("Nothing is connected, or every connection is paused. Connect on the Connections page.")
        return list(connections)
    own = list(connections.filter(provider=provider))
    if not own:
        label = PLATFORMS[provider].label
        raise CommandError(f"{label} is not connected, or is paused. Connect or resume it on the Connections page.")
    return own


def _span(month: str | None, since: str | None) -> Span | None:
    """Returns the span that the options name, None without any. Raises CommandError."""
    if month is not None and since is not None:
        raise CommandError("Use either --month or --since. Nothing was synced.")
    try:
        if month is not None:
            return month_span(parse_month(month))
        return span_since(date.fromisoformat(since)) if since is not None else None
    except (ValueError, OverflowError):
        example = "month such as 2026-05" if month is not None else "day such as 2026-01-31"
        raise CommandError(f"{month or since} is not a {example}. Nothing was synced.") from None
