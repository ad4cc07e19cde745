"""`python -m tracekit`: the commands that are an athlete's or the operator's, and nothing of Django's."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError

from tracekit_site.hosted import Unsafe
from tracekit_site.streams import all_of_it_printed, open_closed_streams

COMMANDS = {
    "import": "read activity files and folders of them into an account",
    "inspect": "show what would be stored of activity files; nothing is written",
    "pull": "pull what is new from every connected platform into an account",
    "match": "match an account's activities again, or those of a file (--records)",
    "activities": "print an account's activities, one JSON object a line",
    "workouts": "print an account's workouts, one JSON object a line",
    "link": "print a one-time link that lets an account in",
    "rotate-keys": "seal every secret again with the first of CREDENTIAL_KEYS",
    "doctor": "check database, keys, files, Redis, clock and workers",
}
LATER = {
    "export": "Export is not built yet. Source files can be downloaded on the Files page.",
    "reset": "Reset is not built yet. Files can be deleted on the Files page.",
    "erase": "Erase is not built yet on the command line. An account is deleted under Settings, Danger zone.",
    "purge-due": "Nothing is ever due yet: an account that is deleted is gone at once.",
}


def main(arguments: list[str] | None = None) -> None:
    """Runs one command; ends with status 0 only when all of it worked."""
    open_closed_streams()
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        with all_of_it_printed():
            status = _answer(name, rest)
    except BrokenPipeError:
        status = 1  # whoever read the output has gone; there is nobody to tell
    except KeyboardInterrupt:
        status = _complain("Stopped.", 130)
    except CommandError as problem:
        status = _complain(str(problem), problem.returncode)
    except (OperationalError, ProgrammingError):
        status = _complain("The database is not there or not set up. Run bin/up once, then try again.")
    except Unsafe as problem:
        status = _complain(str(problem))
    except ImproperlyConfigured as problem:
        status = _complain(f"The settings are wrong: {str(problem).splitlines()[0]}")
    except OSError as problem:
        status = _complain(f"Stopped: {problem.strerror or problem}. What was done until then stays.")
    sys.exit(status)


def _answer(name: str, arguments: list[str]) -> int:
    if name in ("-h", "--help", "help"):
        sys.stdout.write(_help() + "\n")
    elif name in LATER:
        return _complain(LATER[name], int(arguments not in (["-h"], ["--help"])))
    elif name not in COMMANDS:
        return _complain(f"There is no command {name!r}.\n{_help()}", 2)
    else:
        _run(name, arguments)
    return 0


def _run(name: str, arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")
    django.setup()
    module = name.replace("-", "_")
    command = load_command_class(get_commands()[module], module)
    given = vars(command.create_parser("python -m tracekit", name).parse_args(arguments))
    positional = given.pop("args", ())
    command.execute(*positional, **given)


def _help() -> str:
    lines = [f"  {name:<12}{what}" for name, what in COMMANDS.items()]
    return "\n".join(
        ("usage: python -m tracekit COMMAND [--help]", "", *lines, "", f"Not built yet: {', '.join(LATER)}.")
    )


def _complain(words: str, status: int = 1) -> int:
    sys.stderr.write(words + "\n")
    return status
