"""An export holds every row and column that is declared as exported, no secret, and no cell that runs."""

import json
import re
import zipfile
from io import BytesIO

import pytest
from django.apps import apps

from accounts.models import Account
from accounts.privacy import Exported
from accounts.scope import owner_scope
from activities.models import SourceFile
from providers.services.tokens import load_tokens
from tests.account_export.archives import export_account, read_cells, read_entries, read_rows
from tests.account_export.filled_account import FORMULA, FilledAccount, stored_hashes
from tests.accounts.sentinels import SentinelRows
from tracekit_site.account_export.readme import TABLE_TEXTS
from tracekit_site.account_export.tables import ORDER, exported_tables

pytestmark = pytest.mark.postgres

NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
FORMULA_SIGNS = tuple("=+-@\t\r\n")


def test_every_exported_table_has_a_place_and_a_text() -> None:
    names = [table.name for table in exported_tables()]
    assert names == [name for name in ORDER if name in names]
    assert set(names) == set(ORDER) == set(TABLE_TEXTS)


def test_each_table_is_exported_as_json_and_csv_with_the_same_rows(filled: FilledAccount) -> None:
    archive = export_account()
    for table in exported_tables():
        rows, cells = read_rows(archive, table.name), read_cells(archive, table.name)
        assert len(rows) == len(cells) == table.rows().count()
        assert rows, f"the filled account has no row in {table.name}"
        assert list(rows[0]) == list(cells[0]) == ["number", *table.export.columns]
        assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))


def test_the_archive_holds_the_bytes_of_the_files_only_at_wish(filled: FilledAccount) -> None:
    hashes = set(stored_hashes().values())
    assert len(hashes) == 9
    assert {name for name in read_entries(export_account(has_files=False)) if name.startswith("files/")} == set()
    files = {name: content for name, content in read_entries(export_account()).items() if name.startswith("files/")}
    assert {name.split("/")[1].split(".")[0] for name in files} == hashes


def test_references_name_activities_by_the_ids_of_their_platforms(filled: FilledAccount) -> None:
    archive = export_account()
    names = {f"{row['provider']}:{row['provider_id']}" for row in read_rows(archive, "activities")}
    trimmed = {f"strava:{row['provider_id']}" for row in read_rows(archive, "trimmed_activities")}
    for row in read_rows(archive, "workout_activities"):
        assert {row["workout"], row["activity"]} <= names
    for row in read_rows(archive, "decisions"):
        assert {row["first"], row["second"]} <= names | trimmed
    assert any({row["first"], row["second"]} == trimmed for row in read_rows(archive, "decisions"))


def test_no_secret_leaves_with_an_export(filled: FilledAccount) -> None:
    tokens = load_tokens(filled.ride.connection)
    content = b"\n".join(read_entries(export_account()).values())
    for secret in (tokens.access, tokens.refresh, filled.account.password, filled.ride.athlete.code):
        assert secret.encode() not in content


def test_no_cell_starts_a_formula(filled: FilledAccount) -> None:
    archive = export_account()
    assert FORMULA in {row["name"] for row in read_rows(archive, "workout_names")}
    for table in exported_tables():
        for row in read_cells(archive, table.name):
            for cell in row.values():
                assert not cell.startswith(FORMULA_SIGNS) or NUMBER.fullmatch(cell), (table.name, cell)
    assert {cell["utc_offset_s"] for cell in read_cells(archive, "activities")} - {""} <= {
        str(row["utc_offset_s"]) for row in read_rows(archive, "activities")
    }


def test_every_exported_column_is_in_the_archive_and_every_withheld_one_is_not(alice: Account) -> None:
    sentinels = SentinelRows(alice, "zebra", 1997)
    sentinels.create_everywhere()
    with owner_scope(alice):
        SourceFile.objects.update(state="read")
        content = {name: text.decode() for name, text in read_entries(export_account(has_files=False)).items()}
    exported, withheld = 0, 0
    for model in apps.get_models():
        privacy = getattr(model, "privacy", None)
        if privacy is None or model not in sentinels.rows:
            continue
        row = sentinels.rows[model]
        columns = privacy.export.columns if isinstance(privacy.export, Exported) else ()
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if not isinstance(value, str) or "zebra" not in value or field.name == "state":
                continue
            is_exported = field.name in columns
            entries = [name for name, text in content.items() if re.search(rf"{re.escape(value)}(?!\d)", text)]
            assert bool(entries) == is_exported, (model, field.name)
            exported, withheld = exported + is_exported, withheld + (not is_exported)
    assert exported > 25
    assert withheld > 10


def test_another_accounts_rows_are_not_exported(filled: FilledAccount, mallory: Account) -> None:
    with zipfile.ZipFile(BytesIO(export_account())) as own:
        assert own.namelist()
    content = json.dumps([read_rows(export_account(), table.name) for table in exported_tables()])
    assert mallory.email not in content
    assert filled.account.email in content
