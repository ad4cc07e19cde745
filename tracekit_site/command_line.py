"""Runs `python -m tracekit`: the commands for an athlete or an operator, without Django's own."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError

from tracekit_site.streams import flush_output, open_closed_streams
from tracekit_site.wrong_settings import WrongSettings

COMMANDS = {
    "import": "import activity files, folders or an export into an account",
    "inspect": "show what would be stored from activity files; writes nothing",
    "pull": "sync new activities from every connected service into an account",
    "match": "rematch an account's activities, or match those in a file (--records)",
    "activities": "print an account's activities, one JSON object per line",
    "workouts": "print an account's workouts, one JSON object per line",
    "export": "write everything that an account holds to one zip archive",
    "erase": "erase an account with everything that belongs to it",
    "purge-due": "go on with every erasure that is due, without a worker",
    "reset": "delete what was imported into an account, or a month or a service of it",
    "link": "print a one-time link that lets an account in",
    "rotate-keys": "encrypt every secret again with the first of CREDENTIAL_KEYS",
    "webhooks": "list, make or end the subscriptions to the events of connected services",
    "doctor": "check database, keys, files, Redis, clock and workers",
}


def main(arguments: list[str] | None = None) -> None:
    """Runs one command; ends with status 0 only when all of it worked."""
    open_closed_streams()
    name, *options = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        with flush_output():
            status = _dispatch(name, options)
    except BrokenPipeError:
        status = 1  # the reader of the output has closed it, so no message would arrive
    except KeyboardInterrupt:
        status = _print_error("Stopped.", 130)
    except CommandError as error:
        status = _print_error(str(error), error.returncode)
    except (OperationalError, ProgrammingError):
        status = _print_error("The database is missing or not set up. Run bin/up once, then try again.")
    except WrongSettings as error:
        status = _print_error(str(error))
    except ImproperlyConfigured as error:
        status = _print_error(f"The settings are wrong: {str(error).splitlines()[0]}")
    except OSError as error:
        status = _print_error(f"Stopped: {error.strerror or error}. Work done before that is saved.")
    sys.exit(status)


def _dispatch(name: str, arguments: list[str]) -> int:
    """Runs the command of a name; returns the exit status."""
    if name in ("-h", "--help", "help"):
        sys.stdout.write(_help_text() + "\n")
    elif name not in COMMANDS:
        return _print_error(f"There is no command {name!r}.\n{_help_text()}", 2)
    else:
        _run_command(name, arguments)
    return 0


def _run_command(name: str, arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")
    django.setup()
    module = name.replace("-", "_")
    command = load_command_class(get_commands()[module], module)
    options = vars(command.create_parser("python -m tracekit", name).parse_args(arguments))
    positional = options.pop("args", ())
    command.execute(*positional, **options)


def _help_text() -> str:
    lines = [f"  {name:<12}{description}" for name, description in COMMANDS.items()]
    return "\n".join(("usage: python -m tracekit COMMAND [--help]", "", *lines))


def _print_error(message: str, status: int = 1) -> int:
    """Prints a message on standard error; returns the exit status."""
    sys.stderr.write(message + "\n")
    return status
