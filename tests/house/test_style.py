"""Tools hold the rules of the house: import arrows, types, style, locks and migrations."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.house.deployment_files import setting_names

ROOT: Path = settings.BASE_DIR


def run_tool(name: str, *arguments: str) -> None:
    """Runs a tool of the environment; fails with its output when it finds anything."""
    command = (str(Path(sys.executable).parent / name), *arguments)
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_imports_run_down_only() -> None:
    run_tool("lint-imports", "--no-cache")


def test_ruff_finds_nothing() -> None:
    run_tool("ruff", "check", "--no-cache", ".")


def test_everything_is_formatted() -> None:
    run_tool("ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.slow
def test_types_hold() -> None:
    run_tool("mypy", "--no-error-summary", ".")


def test_templates_are_formatted() -> None:
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    run_tool("djade", "--check", "--target-version", "5.2", *templates)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(("example", "line"), [(".env.example", r"^#(\w+)='"), (".env.hosted.example", r"^(\w+)='")])
def test_both_examples_list_every_setting(example: str, line: str) -> None:
    listed = re.findall(line, (ROOT / example).read_text(), re.MULTILINE)
    assert set(listed) == setting_names()
    assert len(listed) == len(set(listed))


def test_every_requirement_is_locked_with_hashes() -> None:
    for source in sorted((ROOT / "requirements").glob("*.in")):
        lock = source.with_suffix(".txt").read_text()
        names = re.findall(r"^([a-z][\w.-]*)", source.read_text(), re.MULTILINE)
        assert names
        for name in names:
            assert re.search(rf"^{re.escape(name)}==\S+.*\\\n\s+--hash=sha256:", lock, re.MULTILINE), name


def test_development_uses_the_same_versions_as_production() -> None:
    def read_pins(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))

    base, dev = read_pins("base.txt"), read_pins("dev.txt")
    assert {name: dev[name] for name in base} == base


def test_the_top_level_holds_only_what_is_listed() -> None:
    paths = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    top = {path.partition("/")[0] for path in paths}
    allowed = {
        ".do",
        *("tracekit_site", "accounts", "activities", "providers", "billing", "matching", "templates", "tests"),
        *("manage.py", "requirements", "Procfile", "docker-compose.yml", "tracekit.py", "bin", "bench", "static"),
        *("docs", ".ci", "Dockerfile", "pyproject.toml", "README.md", "CHANGELOG.md", "SECURITY.md", "PRIVACY.md"),
        *("LICENSE", "CONTRIBUTING.md", "deploy", ".env.example", ".env.hosted.example", ".gitignore", ".dockerignore"),
    }
    assert top <= allowed, top - allowed


def test_scripts_set_no_property_whose_name_is_data() -> None:
    scripts = [path for path in (ROOT / "static/js").glob("*.js") if ".min." not in path.name]
    assert len(scripts) > 5
    for path in scripts:
        assert not sets_computed_property(path.read_text()), path.name
    assert sets_computed_property("counts[dataset.place] = 1;")


def sets_computed_property(script: str) -> bool:
    """Returns whether a script writes to a property that a value names, which could be one of every object."""
    return bool(re.search(r"\w\[(?!\d+\])[^\]\n]+\]\s*(?:[+*/?&|-]{0,2})=(?!=)|Object\.assign\(", script))
