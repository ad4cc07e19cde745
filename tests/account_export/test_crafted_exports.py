"""A crafted export does nothing that its athlete could not do, and one that is not valid changes nothing."""

import io
import json
from typing import Any

import pytest
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from matching.models import Decision, Expectation, WorkoutName, WriteBack
from providers.models import Connection
from providers.sandbox.writers import fit as fit_writer
from tests.account_export.archives import export_account, read_rows, with_entries, with_rows
from tests.activities.factories import ride_files, upload_files
from tests.factories import AccountFactory
from tests.run_jobs import run_jobs
from tests.site.operators import sign_in_client
from tracekit_site.account_export.tables import ORDER
from tracekit_site.account_import.account_import import AccountImport
from tracekit_site.account_import.archive import MAX_LINE_SIZE, InvalidExport, NotAnExport, is_export
from tracekit_site.account_import.import_archive import import_archive

pytestmark = pytest.mark.postgres

NOW = timezone.now().isoformat()
ACTIVITY = "activities"


@pytest.fixture
def archive(alice: Account) -> bytes:
    """Returns an export of three files and a workout's name."""
    with owner_scope(alice):
        upload_files(ride_files(3))
        run_jobs()
        return export_account()


@pytest.fixture
def newcomer(archive: bytes) -> Account:
    """Returns an account that is empty, beside Alice's."""
    return AccountFactory.create(email="bob@example.org")


def import_into(account: Account, archive: bytes) -> AccountImport:
    with owner_scope(account):
        return import_archive(io.BytesIO(archive), lambda _: None)


def connection_row(**values: Any) -> dict[str, Any]:
    row = {"number": 1, "provider": "strava", "athlete_id": "7", "is_paused": False}
    return row | {"connected_at": NOW, "pulled_at": None} | values


def write_back_row(**values: Any) -> dict[str, Any]:
    row = {"number": 1, "connection": "strava", "workout": None, "provider_id": "1", "field": "name"}
    row |= {"expected_before": "a", "desired_after": "b", "actual_before": "", "state": "done", "reason": ""}
    row |= {"source_provider": "file", "undoes": None, "clicked_at": NOW, "sent_at": NOW, "ended_at": NOW}
    return row | values


INVALID: list[tuple[str, Any]] = [
    ("name", {"a": 1}),
    ("gear_id", "x" * 300),
    ("sport", None),
    ("started_at", "yesterday"),
    ("started_at", "2026-05-03T12:00:00"),
    ("started_at", "9999-12-31T23:59:59Z"),
    ("elapsed_s", "3600"),
    ("elapsed_s", float("nan")),
    ("elapsed_s", float("inf")),
    ("distance_m", 1e300),
    ("trainer", 1),
    ("leg", -1),
    ("leg", 1 << 70),
    ("utc_offset_s", 10**6),
    ("local_date", "no day"),
    ("origin", "somewhere"),
    ("source_file", ["a"]),
    ("source_file", "\ud800"),
    ("source_file", "a\0"),
    ("number", "1"),
    ("number", -1),
]
"""No activity of an export has such a value."""


@pytest.mark.parametrize(("column", "value"), INVALID, ids=str)
def test_an_invalid_value_is_refused_before_anything_is_written(
    archive: bytes, newcomer: Account, column: str, value: Any
) -> None:
    rows = read_rows(archive, ACTIVITY)
    rows[-1][column] = value
    with pytest.raises(InvalidExport, match=r"^Line 3 of activities\.jsonl in this export is not valid\.$"):
        import_into(newcomer, with_rows(archive, ACTIVITY, rows))
    with owner_scope(newcomer):
        assert not Activity.objects.exists()
        assert not Upload.objects.exists()
    newcomer.refresh_from_db()
    assert newcomer.time_zone == "UTC"


@pytest.mark.parametrize(
    "line", [b"[" * 60_000, b"{" * 60_000, b"[]", b"null", b"\xff\xfe", b'{"number": 1' + b" " * MAX_LINE_SIZE + b"}"]
)
def test_a_line_that_is_no_row_is_refused(archive: bytes, newcomer: Account, line: bytes) -> None:
    with pytest.raises(InvalidExport, match=r"^Line 1 of decisions"):
        import_into(newcomer, with_entries(archive, {"json/decisions.jsonl": line + b"\n"}))


def test_a_table_that_is_missing_is_said(archive: bytes, newcomer: Account) -> None:
    with pytest.raises(InvalidExport, match=r"^gear\.jsonl is missing"):
        import_into(newcomer, with_entries(archive, {"json/gear.jsonl": None}))


def test_another_version_is_said(archive: bytes, newcomer: Account) -> None:
    manifest = json.dumps({"format": "tracekit-export", "version": 2}).encode()
    with pytest.raises(InvalidExport, match="another version of tracekit"):
        import_into(newcomer, with_entries(archive, {"export.json": manifest}))


@pytest.mark.parametrize("manifest", [None, b"", b"{}", b"[]", b"[" * 4000, b"\0" * 100])
def test_another_archive_is_no_export(archive: bytes, newcomer: Account, manifest: bytes | None) -> None:
    other = with_entries(archive, {"export.json": manifest})
    assert not is_export(io.BytesIO(other))
    with pytest.raises(NotAnExport):
        import_into(newcomer, other)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"no archive" * 100])
def test_what_is_no_archive_is_no_export(content: bytes) -> None:
    assert not is_export(io.BytesIO(content))


def test_a_bomb_is_refused(archive: bytes, newcomer: Account) -> None:
    with pytest.raises(InvalidExport, match="unpacks to far more"):
        import_into(newcomer, with_entries(archive, {"files/bomb": bytes(80 << 20)}))


def test_no_row_of_another_account_is_reached(archive: bytes, newcomer: Account, alice: Account) -> None:
    with owner_scope(alice):
        before = list(Upload.objects.values_list("pk")) + list(SourceFile.objects.values_list("pk", "upload"))
        hashes = list(SourceFile.objects.values_list("sha256", flat=True))
    rows = read_rows(archive, ACTIVITY)
    for row, sha256 in zip(rows, hashes, strict=True):
        row["source_file"] = sha256
    without_files = {f"files/{row['sha256']}.{row['kind']}": None for row in read_rows(archive, "files")}
    import_into(newcomer, with_entries(with_rows(archive, ACTIVITY, rows), without_files))  # type: ignore[arg-type]
    with owner_scope(newcomer):
        assert Activity.objects.count() == 3
        assert not Activity.objects.exclude(source_file=None).exists()
        assert not SourceFile.objects.exists()
    with owner_scope(alice):
        after = list(Upload.objects.values_list("pk")) + list(SourceFile.objects.values_list("pk", "upload"))
    assert after == before


def test_the_same_export_fits_into_two_accounts(archive: bytes, newcomer: Account) -> None:
    other = AccountFactory.create()
    for account in (newcomer, other):
        assert import_into(account, archive).skipped_count == 0
    with owner_scope(newcomer):
        ids = set(SourceFile.objects.values_list("pk", flat=True))
    with owner_scope(other):
        assert not ids & set(SourceFile.objects.values_list("pk", flat=True))


def test_neither_owner_nor_email_nor_rights_are_read(archive: bytes, newcomer: Account, alice: Account) -> None:
    (row,) = read_rows(archive, "settings")
    row |= {"email": "mallory@example.org", "is_operator": True, "owner": str(alice.pk), "password": "x", "id": "1"}
    import_into(newcomer, with_rows(archive, "settings", [row]))
    password = newcomer.password
    newcomer.refresh_from_db()
    assert (newcomer.email, newcomer.is_operator, newcomer.password) == ("bob@example.org", False, password)


def test_no_write_back_runs(archive: bytes, newcomer: Account) -> None:
    crafted = with_rows(archive, "connections", [connection_row()])
    rows = [
        write_back_row(),
        write_back_row(number=2, state="queued", ended_at=None),
        write_back_row(number=3, state="sent"),
        write_back_row(number=4, field="password"),
        write_back_row(number=5, connection="garmin"),
    ]
    assert import_into(newcomer, with_rows(crafted, "write_backs", rows)).skipped_count == 4
    with owner_scope(newcomer):
        assert WriteBack.objects.get().is_imported
        assert set(Job.objects.values_list("kind", flat=True)) <= {"trim"}


def test_a_connection_comes_without_anything_that_calls(archive: bytes, newcomer: Account) -> None:
    row = connection_row(granted_scopes="activity:write", registration_name="strava", state="connected")
    import_into(newcomer, with_rows(archive, "connections", [row]))
    with owner_scope(newcomer):
        connection = Connection.objects.get()
        assert (connection.granted_scopes, connection.registration_name) == ("", "")
        assert not connection.has_grant
        assert not connection.encrypted_tokens


def test_an_activity_of_a_platform_needs_its_connection(archive: bytes, newcomer: Account) -> None:
    rows = read_rows(archive, ACTIVITY)
    rows[0] |= {"provider": "strava", "provider_id": "1"}
    rows[1] |= {"provider": "unknown"}
    assert import_into(newcomer, with_rows(archive, ACTIVITY, rows)).skipped_count == 2
    with owner_scope(newcomer):
        assert Activity.objects.count() == 1


def test_no_time_of_confirmation_lies_ahead(archive: bytes, newcomer: Account) -> None:
    rows = read_rows(archive, ACTIVITY)
    for row in rows:
        row["confirmed_at"] = "2990-01-01T00:00:00Z"
    import_into(newcomer, with_rows(archive, ACTIVITY, rows))
    with owner_scope(newcomer):
        assert not Activity.objects.filter(confirmed_at__gt=timezone.now()).exists()


def test_text_is_cleaned_and_never_markup(archive: bytes, newcomer: Account) -> None:
    row = {"number": 1, "name": "<script>alert(1)</script>\0\u202e x", "named_at": NOW}
    import_into(newcomer, with_rows(archive, "workout_names", [row]))
    with owner_scope(newcomer):
        assert WorkoutName.objects.get().name == "<script>alert(1)</script> x"


def test_bytes_that_differ_or_are_no_activity_are_left_out(archive: bytes, newcomer: Account) -> None:
    names = {row["kind"]: f"files/{row['sha256']}.{row['kind']}" for row in read_rows(archive, "files")}
    other_fit = fit_writer.fit(fit_writer.file_id(), fit_writer.session(fit_writer.START, 7200, 50_000))
    result = import_into(
        newcomer, with_entries(archive, {names["fit"]: other_fit, names["gpx"]: b"no activity", names["tcx"]: None})
    )
    assert result.skipped_count == 3
    with owner_scope(newcomer):
        assert not SourceFile.objects.exists()
        assert Activity.objects.count() == 3


def test_references_that_lead_nowhere_are_left_out(archive: bytes, newcomer: Account) -> None:
    decision = {"kind": "different", "decided_at": NOW, "is_in_effect": True, "replaced_by": None}
    rows = [
        {"number": 1, "first": "file:a", "second": "file:b", **decision, "replaced_by": 2},
        {"number": 2, "first": "file:a", "second": "file:a", **decision},
        {"number": 3, "first": "unknown:zz", "second": "file:a", **decision},
        {"number": 4, "first": 7, "second": "file:a", **decision},
    ]
    crafted = with_rows(archive, "decisions", rows)
    crafted = with_rows(crafted, "workout_name_activities", [{"number": 1, "workout_name": 9, "reference": "file:a"}])
    crafted = with_rows(
        crafted,
        "expectations",
        [{"number": 1, "connection": "strava", "sport": "ride", "is_expected": True, "is_chosen": True}],
    )
    assert import_into(newcomer, crafted).skipped_count == 5
    with owner_scope(newcomer):
        assert Decision.objects.get().replaced_by is None
        assert not Expectation.objects.exists()


@pytest.mark.parametrize(
    ("values", "is_valid"),
    [
        ({"state": "refused", "reason": "too_big", "reason_values": {"mb": 64}}, True),
        ({"state": "refused", "reason": "too_big", "reason_values": {}}, False),
        ({"state": "refused", "reason": "no such reason"}, False),
        ({"state": "refused", "reason": "unknown", "reason_values": {"what": "<b>\0"}}, True),
        ({"state": "refused", "reason": "empty", "reason_values": {"code": 1}}, False),
        ({"state": "copy", "copy_of": "0" * 64}, False),
        ({"state": "copy", "copy_of": None}, False),
        ({"state": "read", "sha256": None}, False),
        ({"upload": 99}, False),
    ],
    ids=str,
)
def test_a_file_that_pages_cannot_show_is_left_out(
    archive: bytes, newcomer: Account, values: dict[str, Any], is_valid: bool
) -> None:
    rows = read_rows(archive, "files")
    rows[2] |= {"sha256": None} | values if "state" in values else values
    import_into(newcomer, with_rows(archive, "files", rows))
    with owner_scope(newcomer):
        assert SourceFile.objects.count() == 2 + is_valid
        ids = list(SourceFile.objects.values_list("pk", flat=True))
    client = sign_in_client(newcomer)
    for pk in ids:
        assert client.get(f"/files/{pk}/").status_code == 200
    assert client.get("/files/").status_code == 200


@pytest.mark.parametrize("details", [{"a\0": 1}, {"a": []}, {"a": None}, {"A" * 99: 1}, [1], 7])
def test_details_of_a_file_that_no_parser_writes_are_refused(archive: bytes, newcomer: Account, details: Any) -> None:
    rows = read_rows(archive, "files")
    rows[0]["reason_values"] = details
    with pytest.raises(InvalidExport, match=r"^Line 1 of files"):
        import_into(newcomer, with_rows(archive, "files", rows))


@pytest.mark.parametrize("note", [1, {}, {"code": ["a"], "count": 1}, {"code": "checksum", "count": "1"}])
def test_notes_that_no_parser_writes_are_refused(archive: bytes, newcomer: Account, note: Any) -> None:
    rows = read_rows(archive, "files")
    rows[0]["notes"] = [note]
    with pytest.raises(InvalidExport, match=r"^Line 1 of files"):
        import_into(newcomer, with_rows(archive, "files", rows))


def test_the_csv_is_not_read(archive: bytes, newcomer: Account) -> None:
    changed: dict[str, bytes | None] = {f"csv/{table}.csv": b"\0" for table in ORDER}
    assert import_into(newcomer, with_entries(archive, changed)).skipped_count == 0
