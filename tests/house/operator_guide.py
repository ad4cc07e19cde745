"""Reads the commands, settings and messages of docs/operate.md."""

import argparse
import re
import shlex
from dataclasses import dataclass

from django.core.management import get_commands, load_command_class

from tests.house.deployment_files import ROOT, read_compose
from tracekit_site.command_line import COMMANDS

TEXT = (ROOT / "docs/operate.md").read_text()
NOT_TRIED = "# Not tried here."
_BLOCK = re.compile(r"(?:<!-- drill: ([\w ]+) -->\n\n)?^( *)```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_OWN_PROGRAMS = (["docker", "compose"], ["python", "-m"], ["python", "manage.py"])


@dataclass(frozen=True, slots=True)
class Block:
    """Represents a block of commands; `drill` is its name where a test runs it, else empty."""

    drill: str
    script: str

    @property
    def is_tried(self) -> bool:
        """Returns whether the page does not say that the block was never tried."""
        return not self.script.startswith(NOT_TRIED)

    @property
    def commands(self) -> list[list[str]]:
        """Returns the words of each command."""
        lines = self.script.replace("\\\n", " ").splitlines()
        return [shlex.split(command, comments=True) for line in lines for command in line.split(" && ")]


def read_blocks() -> list[Block]:
    """Returns the blocks of commands in their order."""
    blocks = _BLOCK.findall(TEXT)
    return [Block(drill, re.sub(f"^{indent}", "", script, flags=re.M)) for drill, indent, script in blocks]


def read_drills() -> dict[str, str]:
    """Returns the commands of each drill by its name."""
    return {block.drill: block.script for block in read_blocks() if block.drill}


def read_inline_code() -> list[str]:
    """Returns what stands between backticks outside of the blocks."""
    return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", _BLOCK.sub("", TEXT))]


def is_own(words: list[str]) -> bool:
    """Returns whether a command is one of tracekit or of its compose file."""
    return words[:2] in _OWN_PROGRAMS


def parse_command(words: list[str]) -> None:
    """Raises an error unless the command exists with these options and services."""
    if words[:2] == ["docker", "compose"]:
        _parse_compose(words[2:])
    elif words[:3] == ["python", "-m", "tracekit"]:
        if words[3] not in COMMANDS:
            raise ValueError(f"There is no command {words[3]}.")
        _parse_management_command(words[3].replace("-", "_"), words[4:])
    elif words[:2] == ["python", "manage.py"]:
        _parse_management_command(words[2], words[3:])
    else:
        raise ValueError(f"{words} is no command of ours.")


def _parse_management_command(name: str, options: list[str]) -> None:
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(options)


def _parse_compose(words: list[str]) -> None:
    """Knows the options of Docker Compose that the page uses."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--profile", choices=["https"])
    verbs = parser.add_subparsers(required=True, dest="verb")
    verbs.add_parser("version")
    services = list(read_compose()["services"])
    for verb in ("up", "logs", "stop", "restart", "ps"):
        verbs.add_parser(verb).add_argument("services", nargs="*")
    for verb in ("run", "exec"):
        verbs.add_parser(verb).add_argument("services", nargs=1, choices=services)
        verbs.choices[verb].add_argument("command", nargs=argparse.REMAINDER)
    for verb, options in {"up": ("-d", "--build", "--no-deps"), "run": ("--rm", "--no-deps", "-T")}.items():
        for option in options:
            verbs.choices[verb].add_argument(option, action="store_true")
    verbs.choices["up"].add_argument("--scale", type=lambda text: services.index(text.split("=")[0]))
    verbs.choices["logs"].add_argument("--since")
    parsed = parser.parse_args(words)
    if unknown := set(getattr(parsed, "services", ())) - set(services):
        raise ValueError(f"The compose file has no {unknown}.")
    if command := getattr(parsed, "command", []):
        parse_command(command)
