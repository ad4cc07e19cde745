"""`docs/export.md` describes every table and column of an export, and no other."""

import re

from django.conf import settings

from tracekit_site.account_export.layout import VERSION
from tracekit_site.account_export.tables import exported_tables

ROW = re.compile(r"^\| `(\w+)`( \*)? \| (.*) \|$", re.MULTILINE)


def test_the_document_names_every_table_and_column_in_order() -> None:
    text = (settings.BASE_DIR / "docs/export.md").read_text()
    section = text[text.index("## The tables") : text.index("## What is not in it")]
    rows = [(name, bool(star), re.findall(r"`(\w+)`", columns)) for name, star, columns in ROW.findall(section)]
    assert rows == [(table.name, table.export.derived, list(table.export.columns)) for table in exported_tables()]
    assert f"`version` ({VERSION})" in text
