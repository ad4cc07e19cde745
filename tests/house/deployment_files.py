"""Reads docker-compose.yml, Procfile and .dockerignore as the programs that run them do."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

ROOT: Path = settings.BASE_DIR
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def read_compose() -> dict[str, Any]:
    """Returns the compose file with its anchors merged, before any variable is filled in."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return content


def read_mounted_file(service: str, target: str) -> str:
    """Returns the text of the file that a service finds at a path."""
    volumes = (
        volume.split(":") for volume in read_compose()["services"][service]["volumes"] if volume.startswith("./")
    )
    (source,) = (volume[0] for volume in volumes if volume[1] == target)
    return (ROOT / source).read_text()


def fill_in(text: str, values: dict[str, str]) -> str:
    """Returns the text with its variables replaced by values or their defaults."""
    return VARIABLE.sub(lambda match: values.get(match[1]) or match[2] or "", text)


def read_procfile() -> dict[str, str]:
    """Returns the command of each process by name."""
    return dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())


def setting_names() -> set[str]:
    """Returns the names of the variables that settings.py reads."""
    return set(re.findall(r'(?:env\.\w+|_key)\("(\w+)"', (ROOT / "tracekit_site/settings.py").read_text()))


def image_contents() -> list[str]:
    """Returns the paths that go into the image."""
    return re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
