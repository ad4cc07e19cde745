"""A page that has not changed is answered with 304; whatever changes what a page shows is answered with the page."""

from collections.abc import Callable
from contextvars import Context
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.data_version import NOT_COUNTED, counted_models
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.models import Account, Notification
from accounts.quota import QUOTA_COLUMNS
from accounts.scope import owner_scope
from activities.models import ActivitiesFolder, FolderFile, SourceFile
from matching.engine.decision_kind import DecisionKind
from matching.models import (
    ActivityReference,
    Expectation,
    IgnoredDifference,
    Question,
    TrimmedActivity,
    Workout,
    WriteBack,
)
from matching.services.decide import decide
from matching.services.name_workout import name_workout
from providers.models import FileFetch, Gear, Pull
from providers.web.revalidation import ACCOUNT_FIELDS
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout
from tests.write_back.factories import create_write_back

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

Pages = dict[str, str]
CALENDAR = "/calendar/2026/"
LONG_AGO = datetime(2026, 5, 11, tzinfo=UTC)
ACCOUNT_COLUMNS = [field for field in ACCOUNT_FIELDS if field != "quota"]
"""These are columns; the quota is made of several, and is tested where it applies."""

NOT_ON_PAGES = {"id", "password", "is_active", "confirm_by", "approve_by", "email_notifications", "closed_at"}
"""These are the columns of an account that change with its sessions, or that no page with a tag shows."""


@pytest.fixture
def pages(as_alice: Account, alice_client: Client) -> Pages:
    """Creates a row of every kind that a page shows; returns the pages' addresses with their tags."""
    connection = create_connection()
    workout = create_workout()
    rides = store_records(build_record(name="Ride", gear_label="Bike"), build_record(at=7200, parent_id="1", leg=0))
    decide(DecisionKind.DIFFERENT, [(rides[0].pk, rides[1].pk)])
    name_workout(Workout.objects.get(pk=workout), "With Anna")
    IgnoredDifference.objects.create(reference=ActivityReference.objects.earliest("pk"), field="name")
    Question.objects.create(kind="overlap", first=rides[0], second=rides[1])
    Expectation.objects.get_or_create(connection=connection, sport="run")
    TrimmedActivity.objects.create(connection=connection, provider_id="9", confirmed_at=LONG_AGO, workout_id=workout)
    Gear.objects.create(connection=connection, gear_id="1", label="Bike")
    Pull.objects.create(connection=connection, kind="daily", until=LONG_AGO, ended_at=LONG_AGO)
    FileFetch.objects.create(activity=rides[0], reason="refused", ended_at=LONG_AGO)
    values = {"provider_id": "1", "field": "name", "expected_before": "a", "desired_after": "b", "state": "done"}
    create_write_back(connection=connection, workout_id=workout, ended_at=LONG_AGO, **values)
    Notification.objects.create(kind="connection.imported", provider="strava")
    ActivitiesFolder.objects.create(scanned_at=LONG_AGO)
    FolderFile.objects.create(path="ride.fit", size=1, modified_ns=1, sha256="0" * 64, state="known")
    Job.objects.all().delete()
    file = SourceFile.objects.get()
    addresses = [
        "/calendar/2026/",
        "/calendar/2026/05/",
        "/workouts/?year=2026",
        "/review/2026/05/",
        "/files/",
        f"/files/{file.pk}/",
    ]
    alice_client.get("/privacy/")  # sets the cookie of the CSRF token
    return {address: get_tag(alice_client, address) for address in (*addresses, f"/workouts/{workout}/")}


def get_tag(client: Client, address: str) -> str:
    """Returns the tag of a page. Raises AssertionError where it has none."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers.get("ETag"), address
    return response.headers["ETag"]


def statuses(client: Client, pages: Pages, **headers: str) -> set[int]:
    """Returns the statuses with which the pages are answered to a browser that has them already."""
    return {
        client.get(address, headers={"if-none-match": tag, **headers}).status_code for address, tag in pages.items()
    }


def other_value(field: Any, value: Any) -> Any:
    """Returns another value that the column takes."""
    if field.choices:
        return next(choice for choice, _ in field.choices if choice != value)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or timezone.now()) - timedelta(days=400)
    if isinstance(field, models.DateField):
        return value + timedelta(days=1)
    if isinstance(field, models.JSONField):
        return [] if value else {"what": "changed"}
    if isinstance(field, models.BinaryField):
        return b"changed"
    if isinstance(field, models.CharField | models.FileField):
        return f"{value or ''}+"[-(field.max_length or 1) :]
    return (value or 0) + 1


def status_after(client: Client, pages: Pages, write: Callable[[], object]) -> int:
    """Returns the status of the calendar after a write, which is then rolled back."""
    with transaction.atomic():
        write()
        (status,) = statuses(client, {CALENDAR: pages[CALENDAR]})
        transaction.set_rollback(True)
    return status


def test_an_unchanged_page_is_answered_with_304_and_nothing_else(alice_client: Client, pages: Pages) -> None:
    for address, tag in pages.items():
        response = alice_client.get(address, headers={"if-none-match": tag})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == tag
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "HX-Request"} <= set(response.headers["Vary"].split(", "))


def test_whatever_is_written_to_a_column_is_shown(alice_client: Client, pages: Pages) -> None:
    for model in counted_models():
        row: Any = model.objects.order_by("pk").first()
        assert row is not None, f"The fixture has no row of {model}. Create one, or name the model in NOT_COUNTED."
        for field in model._meta.concrete_fields:
            if not field.primary_key and not field.is_relation:
                values = {field.name: other_value(field, getattr(row, field.name))}
                write = partial(model.objects.filter(pk=row.pk).update, **values)
                assert status_after(alice_client, pages, write) == 200, (model, field)


def test_deleted_rows_are_shown(alice_client: Client, pages: Pages) -> None:
    for model in counted_models():
        write = partial(model.objects.all()._raw_delete, "default")
        assert status_after(alice_client, pages, write) == 200, model


def test_new_rows_are_shown(alice_client: Client, pages: Pages) -> None:
    for model in counted_models():
        table, columns = model._meta.db_table, ", ".join(field.attname for field in model._meta.concrete_fields)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE rows_of_{table} AS SELECT {columns} FROM {table}")
        with transaction.atomic():
            model.objects.all()._raw_delete("default")
            tag = get_tag(alice_client, CALENDAR)
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM rows_of_{table}")
            assert statuses(alice_client, {CALENDAR: tag}) == {200}, model
            transaction.set_rollback(True)


def test_every_page_shows_what_was_written(alice_client: Client, pages: Pages) -> None:
    SourceFile.objects.update(name="other.fit")
    assert statuses(alice_client, pages) == {200}


def test_every_owned_model_is_counted_or_left_out_for_a_reason() -> None:
    assert set(NOT_COUNTED) == {
        *("accounts.AccountKey", "accounts.DataVersion", "jobs.Job", "providers.OAuthState", "tracekit_site.Demo"),
        *("providers.PlatformDeletion", "providers.SkippedActivity"),
        *("accounts.CpuUse", "accounts.Transmission", "accounts.Usage", "matching.CrowdedDay", "matching.PendingMatch"),
        *("tracekit_site.AccountImport", "tracekit_site.Export", "tracekit_site.ExportPart", "tracekit_site.Reset"),
    }


@pytest.mark.parametrize("field", ACCOUNT_COLUMNS)
def test_a_changed_setting_is_shown(field: str, alice: Account, alice_client: Client, pages: Pages) -> None:
    column = Account._meta.get_field(field)
    Account.objects.filter(pk=alice.pk).update(**{field: other_value(column, getattr(alice, field))})
    assert statuses(alice_client, pages) == {200}


def test_every_column_of_an_account_is_decided() -> None:
    assert {field.name for field in Account._meta.concrete_fields} == {*ACCOUNT_COLUMNS, *QUOTA_COLUMNS, *NOT_ON_PAGES}


def test_a_page_with_a_waiting_message_has_no_tag(alice_client: Client, pages: Pages) -> None:
    alice_client.post(f"{next(reversed(pages))}write/")  # nothing is proposed, and a message says so
    response = alice_client.get(CALENDAR, headers={"if-none-match": pages[CALENDAR]})
    assert response.status_code == 200
    assert "ETag" not in response.headers
    assert statuses(alice_client, pages) == {304}


@pytest.mark.parametrize("state", Job.State)
def test_a_page_has_no_tag_while_the_account_has_a_job(state: str, alice_client: Client, pages: Pages) -> None:
    Job.objects.create(kind="files.read", lane=Lane.CLICK, state=state)
    assert statuses(alice_client, pages) == {200}
    assert "ETag" not in alice_client.get("/files/").headers


def test_time_alone_changes_a_fresh_write_back_and_files_that_wait(alice_client: Client, pages: Pages) -> None:
    review, workout = "/review/2026/05/", next(reversed(pages))
    SourceFile.objects.update(state="waiting")
    assert "ETag" not in alice_client.get("/files/").headers
    WriteBack.objects.update(ended_at=timezone.now() - timedelta(minutes=59))
    assert not [page for page in (review, workout) if "ETag" in alice_client.get(page).headers]
    WriteBack.objects.update(ended_at=timezone.now() - timedelta(minutes=61))
    assert [page for page in (review, workout) if "ETag" in alice_client.get(page).headers] == [review, workout]


def test_another_day_is_shown(alice_client: Client, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert statuses(alice_client, pages) == {200}


CHANGED_REQUESTS: dict[str, Callable[[Client, Pages], set[int]]] = {
    "another query": lambda client, pages: statuses(
        client, {f"{address}?show=differs": tag for address, tag in pages.items() if "calendar" in address}
    ),
    "a part for htmx": lambda client, pages: statuses(client, pages, hx_request="true"),
    "another secret": lambda client, pages: statuses(client, pages) if client.cookies.pop("csrftoken") else set(),
}


@pytest.mark.parametrize("change", CHANGED_REQUESTS)
def test_a_request_that_asks_for_something_else_gets_it(change: str, alice_client: Client, pages: Pages) -> None:
    assert CHANGED_REQUESTS[change](alice_client, pages) == {200}


def test_a_changed_setting_of_the_install_is_shown(alice_client: Client, pages: Pages, settings: Settings) -> None:
    settings.SIGNUP = "open"
    assert statuses(alice_client, pages) == {200}


def test_another_session_and_another_account_get_the_page(
    alice: Account, alice_client: Client, mallory_client: Client, pages: Pages
) -> None:
    calendar = {CALENDAR: pages[CALENDAR]}
    assert Context().run(statuses, mallory_client, calendar) == {200}
    other_browser = Client()
    other_browser.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    other_browser.cookies["csrftoken"] = alice_client.cookies["csrftoken"].value
    assert statuses(other_browser, calendar) == {200}


def create_connection_of(account: Account) -> None:
    with owner_scope(account):
        create_connection()


def test_another_accounts_data_changes_no_page(mallory: Account, alice_client: Client, pages: Pages) -> None:
    Context().run(create_connection_of, mallory)
    assert statuses(alice_client, pages) == {304}


def test_a_page_that_is_not_found_has_no_tag(alice_client: Client, pages: Pages) -> None:
    assert "ETag" not in alice_client.get("/calendar/2999/").headers


def test_a_signed_out_browser_is_asked_to_sign_in(pages: Pages) -> None:
    assert statuses(Client(), pages) == {302}
