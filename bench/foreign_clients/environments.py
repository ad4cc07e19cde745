"""Installs a foreign client into an environment of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.foreign_clients.foreign_client import ForeignClient
from bench.source.checkout import ROOT

INSTALL_TIMEOUT_S = 600
PIP_OPTIONS = ("--quiet", "--disable-pip-version-check", "--no-input")
NPM_OPTIONS = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")


class NotInstalled(Exception):
    """Says why a client cannot be installed."""


@dataclass(frozen=True)
class Interpreter:
    """Runs the scripts of one client."""

    program: str
    environment: dict[str, str]


def install(client: ForeignClient, folder: Path) -> Interpreter:
    """Returns the interpreter of an environment that has the client; installs what is missing.  Raises NotInstalled."""
    marker = folder / client.package.replace("/", "-")
    interpreter = _python(folder) if client.manager == "pip" else _node(folder)
    if marker.exists():
        return interpreter
    folder.mkdir(parents=True, exist_ok=True)
    if client.manager == "pip":
        _run(sys.executable, "-m", "venv", str(folder))
        _run(interpreter.program, "-m", "pip", "install", *PIP_OPTIONS, client.package)
    else:
        _run(_find_program("npm"), "install", *NPM_OPTIONS, "--prefix", str(folder), client.package)
    marker.touch()
    return interpreter


def _python(folder: Path) -> Interpreter:
    return Interpreter(str(folder / "bin" / "python"), _environment(PYTHONPATH=str(ROOT)))


def _node(folder: Path) -> Interpreter:
    return Interpreter(_find_program("node"), _environment(NODE_PATH=str(folder / "node_modules")))


def _environment(**values: str) -> dict[str, str]:
    """Returns an environment in which no proxy stands between a client and the sandbox."""
    local = "127.0.0.1,localhost"
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**inherited, "NO_PROXY": local, "no_proxy": local, "PYTHONDONTWRITEBYTECODE": "1", **values}


def _find_program(name: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise NotInstalled(f"{name} is not on this machine")
    return program


def _run(*command: str) -> None:
    """Runs a command; raises NotInstalled with a line of its output when it fails, and prints the whole."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"{Path(command[0]).name} took longer than {INSTALL_TIMEOUT_S} seconds") from None
    if result.returncode:
        print(result.stdout + result.stderr, file=sys.stderr)
        lines = (result.stderr or result.stdout or "no output").strip().splitlines()
        cause = next((line for line in lines if "error" in line.lower()), lines[-1])
        raise NotInstalled(f"{Path(command[0]).name}: {cause[:200]}")
