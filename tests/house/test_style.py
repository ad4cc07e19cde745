"""The house rules that tools can keep: arrows, types, style, locks, migrations."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT: Path = settings.BASE_DIR
TYPED = ("accounts", "activities", "matching", "tracekit_site", "bench", "providers", "tests/factories.py")


def run(*command: str) -> None:
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def test_arrows_run_down_only() -> None:
    run(tool("lint-imports"), "--no-cache")


def test_ruff_finds_nothing() -> None:
    run(tool("ruff"), "check", "--no-cache", ".")


def test_everything_is_formatted() -> None:
    run(tool("ruff"), "format", "--no-cache", "--check", ".")


@pytest.mark.slow
def test_types_hold() -> None:
    run(tool("mypy"), "--no-error-summary", *TYPED)


def test_templates_are_formatted() -> None:
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    run(tool("djade"), "--check", "--target-version", "5.2", *templates)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(("example", "line"), [(".env.example", r"^#(\w+)='"), (".env.hosted.example", r"^(\w+)='")])
def test_every_setting_stands_in_both_examples(example: str, line: str) -> None:
    read = re.findall(r'(?:env\.\w+|_key)\("(\w+)"', (ROOT / "tracekit_site/settings.py").read_text())
    listed = re.findall(line, (ROOT / example).read_text(), re.MULTILINE)
    assert set(read) == set(listed)
    assert len(listed) == len(set(listed))


def test_what_is_asked_for_is_locked_with_hashes() -> None:
    for source in sorted((ROOT / "requirements").glob("*.in")):
        lock = source.with_suffix(".txt").read_text()
        asked = re.findall(r"^([a-z][\w.-]*)", source.read_text(), re.MULTILINE)
        assert asked
        for name in asked:
            assert re.search(rf"^{re.escape(name)}==\S+.*\\\n\s+--hash=sha256:", lock, re.MULTILINE), name


def test_what_checks_runs_on_what_runs() -> None:
    def pins(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))

    base, dev = pins("base.txt"), pins("dev.txt")
    assert {name: dev[name] for name in base} == base


def test_the_top_level_holds_what_it_should() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    top = {path.partition("/")[0] for path in listed}
    named = {
        *("tracekit_site", "accounts", "activities", "providers", "billing", "matching", "templates", "tests"),
        *("manage.py", "requirements", "Procfile", "docker-compose.yml", "tracekit.py", "bin", "bench", "static"),
        *("docs", ".ci", "Dockerfile", "pyproject.toml", "README.md", "CHANGELOG.md", "SECURITY.md", "PRIVACY.md"),
        *("LICENSE", "CONTRIBUTING.md", "deploy", ".env.example", ".env.hosted.example", ".gitignore", ".dockerignore"),
    }
    assert top <= named, top - named
