"""`python -m tracekit`: the commands that are an athlete's or the operator's, and nothing of Django's."""

import os
import sys
from typing import TextIO

import django
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError

COMMANDS = {
    "import": "read activity files and folders of them into an account",
    "inspect": "show what would be stored of activity files; nothing is written",
    "match": "match an account's activities again, or those of a file (--records)",
    "activities": "print an account's activities, one JSON object a line",
    "workouts": "print an account's workouts, one JSON object a line",
    "link": "print a one-time link that lets an account in",
}
LATER = {
    "pull": "There is nothing to pull from yet: tracekit reads files. Use `import`.",
    "export": "Export is not built yet. Source files can be downloaded on the Files page.",
    "reset": "Reset is not built yet. Files can be deleted on the Files page.",
    "erase": "Erase is not built yet on the command line. An account is deleted under Settings, Danger zone.",
    "purge-due": "Nothing is ever due yet: an account that is deleted is gone at once.",
    "rotate-keys": "There are no keys to rotate yet: tracekit keeps no credentials.",
    "doctor": "The doctor is not built yet.",
}


def main(arguments: list[str] | None = None) -> None:
    """Runs one command; ends with status 0 only when all of it worked."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if name in ("-h", "--help", "help"):
        sys.exit(_say(_help()))
    if name in LATER:
        sys.exit(_say(LATER[name], to=sys.stderr, status=int(rest not in (["-h"], ["--help"]))))
    if name not in COMMANDS:
        sys.exit(_say(f"There is no command {name!r}.\n{_help()}", to=sys.stderr, status=2))
    try:
        _run(name, rest)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has gone; there is nobody to tell
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_say("Stopped.", to=sys.stderr, status=130))
    except CommandError as problem:
        sys.exit(_say(str(problem), to=sys.stderr, status=problem.returncode))
    except (OperationalError, ProgrammingError):
        sys.exit(
            _say("The database is not there or not set up. Run bin/up once, then try again.", to=sys.stderr, status=1)
        )


def _run(name: str, arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")
    django.setup()
    command = load_command_class(get_commands()[name], name)
    given = vars(command.create_parser("python -m tracekit", name).parse_args(arguments))
    positional = given.pop("args", ())
    command.execute(*positional, **given)


def _help() -> str:
    lines = [f"  {name:<12}{what}" for name, what in COMMANDS.items()]
    return "\n".join(
        ("usage: python -m tracekit COMMAND [--help]", "", *lines, "", f"Not built yet: {', '.join(LATER)}.")
    )


def _say(words: str, *, to: TextIO | None = None, status: int = 0) -> int:
    print(words, file=to or sys.stdout)
    return status
