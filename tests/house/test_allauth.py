"""What belongs to allauth's internals is imported in one module, whose package stays within one series."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
PRODUCT = ("accounts", "activities", "matching", "providers", "tracekit_site")

IMPORTERS = {
    "accounts/allauth_internals.py",
    "tests/accounts/one_time_codes.py",  # an authenticator app, and the recovery codes on paper
}


def _imported_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_internal(name: str) -> bool:
    package, *parts = name.split(".")
    return package == "allauth" and any(part == "internal" or part.startswith("_") for part in parts)


def _imports_internals(path: Path) -> bool:
    return any(map(_is_internal, _imported_names(ast.parse(path.read_text()))))


def test_internals_of_allauth_are_imported_in_one_module() -> None:
    folders = (*PRODUCT, "tests", "bench")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    assert {path.relative_to(ROOT).as_posix() for path in paths if _imports_internals(path)} == IMPORTERS


def test_no_private_attribute_of_allauths_views_and_adapters_is_used_elsewhere() -> None:
    private = {"_process", "_action", "_resend_form_valid", "_verify_form_valid", "_get_login_attempts_cache_key"}
    users = set()
    for path in (path for folder in ("accounts", "tracekit_site") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node, "attr", None) or (node.name if isinstance(node, ast.FunctionDef) else None)
            if name in private:
                users.add(path.relative_to(ROOT).as_posix())
    assert users == {"accounts/allauth_internals.py"}


def test_allauth_stays_within_the_locked_series() -> None:
    required = re.search(r"^django-allauth\[mfa\]~=(\d+\.\d+)\.\d+$", _requirements("base.in"), re.MULTILINE)
    locked = re.search(r"^django-allauth==(\d+\.\d+)\.", _requirements("base.txt"), re.MULTILINE)
    assert required
    assert locked
    assert required[1] == locked[1]


def _requirements(name: str) -> str:
    return (ROOT / "requirements" / name).read_text()
