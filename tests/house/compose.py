"""docker-compose.yml, Procfile and Dockerfile, read as the programs read them that run them."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

ROOT: Path = settings.BASE_DIR
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def compose() -> dict[str, Any]:
    """The file with its anchors merged, before any variable is filled in."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


def filled_in(text: str, values: dict[str, str]) -> str:
    """The text with values, or with the defaults that stand in it."""
    return VARIABLE.sub(lambda found: values.get(found[1]) or found[2] or "", text)


def lines_of_procfile() -> dict[str, str]:
    """What each process runs."""
    return dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())


def settings_read() -> set[str]:
    """The variables that settings.py reads."""
    return set(re.findall(r'(?:env\.\w+|_key)\("(\w+)"', (ROOT / "tracekit_site/settings.py").read_text()))


def let_in() -> list[str]:
    """What goes into the image."""
    return re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
