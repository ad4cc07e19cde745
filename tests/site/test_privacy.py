"""The privacy page covers every stored field and every published promise, in the way this install is run."""

import hashlib
import re
from dataclasses import fields
from typing import Any

import pytest
from django.test import Client

from activities.record import PUBLISHED_WORDS, ActivityRecord
from tests.markup import get_page, visible_text
from tests.site.hosted_install import OPERATOR
from tracekit_site.privacy_policy import stored_list
from tracekit_site.privacy_policy.changes import CHANGES, EFFECTIVE_DATE
from tracekit_site.privacy_policy.markdown import policy_text
from tracekit_site.privacy_policy.policy import OTHER_MODE_TITLES, all_promises
from tracekit_site.privacy_policy.promise import Mode
from tracekit_site.privacy_policy.stored_list import list_record_fields
from tracekit_site.stored_data.activity_words import RECORD_LABELS
from tracekit_site.stored_data.stored_tables import stored_groups

DIGEST = "1e99de1ff70c"
"""The text that is in effect from the newest date in `CHANGES` has this digest."""


@pytest.fixture
def privacy_page(client: Client, db: None) -> str:
    return get_page(client, "/privacy/")


def test_every_field_of_the_record_has_a_label_and_no_label_is_left_over() -> None:
    assert set(RECORD_LABELS) == {field.name for field in fields(ActivityRecord)}


def test_a_field_without_a_label_breaks_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_list, "PUBLISHED_WORD_BY_FIELD", {"latitude": "name"})
    with pytest.raises(KeyError):
        list_record_fields()


def test_the_table_shows_each_published_word_with_every_field_it_covers(privacy_page: str) -> None:
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', privacy_page)
    assert [word for word, _ in rows] == list(PUBLISHED_WORDS)
    assert sorted(label for _, labels in rows for label in labels.split("; ")) == sorted(
        part for label in RECORD_LABELS.values() for part in label.split("; ")
    )


def test_every_table_stands_on_the_page_with_its_fields_and_how_long_they_are_kept(privacy_page: str) -> None:
    text = visible_text(privacy_page)
    for table in (table for group in stored_groups() for table in group.tables):
        assert table.words.title in text
        assert table.privacy.retention in text
        assert all(table.label_of(field.name) in text for field in table.columns), table.words.title


def test_every_promise_stands_on_the_page_once(privacy_page: str) -> None:
    numbers = [int(number) for number in re.findall(r'<p id="promise-(\d+)">', privacy_page)]
    assert sorted(numbers) == sorted(promise.number for promise in all_promises())
    assert {*range(1, 27)} <= set(numbers)


@pytest.mark.parametrize("mode", [Mode.HOSTED, Mode.SELF_HOSTED])
def test_promises_for_the_other_way_to_run_tracekit_come_last(
    client: Client, db: None, settings: Any, mode: Mode
) -> None:
    settings.HOSTED = mode is Mode.HOSTED
    own, _, other = get_page(client, "/privacy/").partition(f"<h2>{OTHER_MODE_TITLES[mode]}</h2>")
    for promise in all_promises():
        page = own if promise.mode in (Mode.BOTH, mode) else other
        assert f'id="promise-{promise.number}"' in page, promise.title


@pytest.mark.parametrize(
    "promise",
    [
        "GPS coordinates",
        "second by second",
        "of other people",
        "SQLite",
        "PostgreSQL",
        "never moved, copied or changed",
        "python -m tracekit reset",
        "connected apps",
        "click the button for exactly that",
        "stay off until you turn them on",
        "compares your own activities with each other by time and distance",
        "shown only to you",
        "never sold, licensed or disclosed",
        "deleted when you disconnect",
        "refer to activities by a keyed digest",
        "never by a service’s ID",
        "deleted with your account",
        "under Settings, Export",
        "the archive is stored for 24 hours",
        "machine learning",
        "advertising",
        "DigitalOcean",
        "Stripe",
        "within 24 hours",
        "backups: 30 days",
        "brings no erased account back",
        "python -m tracekit erase",
        "ends with a receipt",
        "HTTPS",
        "bcrypt",
        "common format",
        "not affiliated",
        "issue tracker",
    ],
)
def test_the_page_names_the_promise(privacy_page: str, promise: str) -> None:
    assert promise in privacy_page


def test_a_hosted_page_names_the_operator_the_contact_and_the_mail_service(
    client: Client, db: None, settings: Any
) -> None:
    settings.HOSTED = True
    for name, value in OPERATOR.items():
        assert value not in get_page(client, "/privacy/")
        setattr(settings, name, value)
    page = get_page(client, "/privacy/")
    assert "Example Cycling Club runs this tracekit" in page
    assert '<a href="mailto:privacy@example.org">privacy@example.org</a>' in page
    assert "Example Mail Ltd. delivers the emails" in page


def test_what_strava_has_not_confirmed_goes_after_seven_days_and_the_rest_stays(privacy_page: str) -> None:
    assert "hasn’t confirmed for 7 days is deleted" in privacy_page
    assert "Everything else is kept as long as your account" in privacy_page


@pytest.mark.parametrize(("dsn", "count"), [("", 0), ("https://key@sentry.example.org/1", 2)])
def test_the_page_names_sentry_only_where_errors_are_reported(
    client: Client, db: None, settings: Any, dsn: str, count: int
) -> None:
    settings.SENTRY_DSN = dsn
    assert get_page(client, "/privacy/").count("Sentry") == count


def test_a_change_of_the_text_changes_its_date_and_is_listed() -> None:
    digest = hashlib.sha256(policy_text().encode()).hexdigest()[:12]
    assert (digest, f"{EFFECTIVE_DATE}") == (DIGEST, "2026-12-03"), "the text changed: add a change with a new date"


def test_changes_are_listed_newest_first_and_each_has_a_date_of_its_own(privacy_page: str) -> None:
    dates = [change.effective for change in CHANGES]
    assert dates == sorted(set(dates), reverse=True)
    assert all(change.summary in privacy_page for change in CHANGES)
