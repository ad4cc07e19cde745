"""The privacy page covers every stored field and every published promise."""

import hashlib
import re
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.test import Client

from activities.record import PUBLISHED_WORDS, ActivityRecord
from tests.markup import get_page
from tracekit_site.views import privacy
from tracekit_site.views.privacy import EFFECTIVE_DATE, LABELS, stored_fields


@pytest.fixture
def privacy_page(client: Client, db: None) -> str:
    return get_page(client, "/privacy/")


def test_every_field_of_the_record_has_a_label_and_no_label_is_left_over() -> None:
    assert set(LABELS) == {field.name for field in fields(ActivityRecord)}


def test_a_field_without_a_label_breaks_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "PUBLISHED_WORD_BY_FIELD", {"latitude": "name"})
    with pytest.raises(KeyError):
        stored_fields()


def test_the_table_shows_each_published_word_with_every_field_it_covers(privacy_page: str) -> None:
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', privacy_page)
    assert [word for word, _ in rows] == list(PUBLISHED_WORDS)
    assert sorted(label for _, labels in rows for label in labels.split("; ")) == sorted(
        part for label in LABELS.values() for part in label.split("; ")
    )


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


@pytest.mark.parametrize(("dsn", "count"), [("", 0), ("https://key@sentry.example.org/1", 2)])
def test_the_page_names_sentry_only_where_errors_are_reported(
    client: Client, db: None, settings: Any, dsn: str, count: int
) -> None:
    settings.SENTRY_DSN = dsn
    assert get_page(client, "/privacy/").count("Sentry") == count


def test_a_change_of_the_text_changes_its_date(privacy_page: str) -> None:
    text = re.sub(r"<[^>]+>", " ", privacy_page[privacy_page.index("<article") : privacy_page.index("</article>")])
    digest = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]
    assert (digest, EFFECTIVE_DATE) == ("480cf57bf8c3", date(2026, 12, 1)), "the text changed: change the date too"
