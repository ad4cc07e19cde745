"""The documents name files and definitions that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
EXAMPLES = ("komoot",)
"""The walk through a new provider names files that do not exist yet."""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_paths_that_exist(document: str) -> None:
    words = re.findall(r"`([\w.-]+(?:/[\w.-]+)*/[\w.-]*)`", (ROOT / document).read_text())
    paths = [word for word in words if word.split("/")[0] in {path.name for path in ROOT.iterdir()}]
    missing = [path for path in paths if not (ROOT / path).exists() and not any(name in path for name in EXAMPLES)]
    assert missing == []


def test_the_glossary_names_definitions_that_exist() -> None:
    rows = re.findall(r"\| `([\w/.]+): (\w+)` \|", (ROOT / "docs/glossary.md").read_text())
    assert len(rows) > 30
    for path, name in rows:
        defined = rf"^\s*(?:def|class) {name}\b|^\s*{name}\s*[:=]"
        assert re.search(defined, (ROOT / path).read_text(), re.MULTILINE), f"{path} does not define {name}"


def test_a_missing_path_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("See `docs/nowhere.py`.")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    with pytest.raises(AssertionError, match="nowhere"):
        test_documents_name_paths_that_exist("docs/page.md")
