"""`match`: finds the workouts again, of an account or of a file's activities alone."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.engine.lines import Line, LineError, answer, read


class Command(BaseCommand):
    """`match --records FILE --json` needs no database, key or service."""

    help = (
        "Finds the workouts of all activities again; with --records, those of a file's activities, without a database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--records", metavar="FILE", help="activities, one JSON object a line; - reads standard input"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a sentence")
        parser.add_argument("--user", metavar="EMAIL", help="whose activities; not needed with just one account")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["records"]:
            self._say(list(answer(_lines(options["records"]))), options["json"])
        else:
            self._rematch(options["user"], options["json"])

    def _say(self, answers: list[dict[str, Any]], as_json: bool) -> None:
        if as_json:
            self.stdout.writelines(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in answers)
            return
        workouts = len({(one["user"], one["cluster"]) for one in answers})
        asked = sum("possible" in one for one in answers)
        self.stdout.write(
            f"{len(answers):,} activities are {workouts:,} workouts; {asked:,} activities are asked about."
        )

    def _rematch(self, email: str | None, as_json: bool) -> None:
        from accounts.scope import owner_scope
        from matching.services.rematch import rematch_all

        with owner_scope(_account(email)):
            counts = rematch_all()
        if as_json:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                "{activities:,} activities are {workouts:,} workouts; {questions:,} questions.".format(**counts)
            )


def _lines(path: str) -> list[Line]:
    try:
        if path == "-":
            return read(sys.stdin.buffer)
        with open(path, "rb") as file:
            return read(file)
    except OSError as problem:
        raise CommandError(f"{path} was not read: {problem.strerror}. Nothing was matched.") from None
    except LineError as problem:
        raise CommandError(str(problem)) from None


def _account(email: str | None) -> Any:
    from accounts.models import Account

    found = list(Account.objects.filter(**{"email": email.lower()} if email else {})[:2])
    if len(found) == 1:
        return found[0]
    if email:
        raise CommandError(f"There is no account {email}. Nothing was matched.")
    raise CommandError(
        "Say whose activities with --user EMAIL. Nothing was matched." if found else "There is no account yet."
    )
