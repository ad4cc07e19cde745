"""The published page."""

import hashlib
import re
from dataclasses import fields
from datetime import date

import pytest

from activities.record import PUBLISHED_WORDS, ActivityRecord
from tests.markup import compact
from tracekit_site.views import privacy
from tracekit_site.views.privacy import EFFECTIVE_DATE, LABELS, stored_fields


@pytest.fixture
def page(client, db) -> str:
    answer = client.get("/privacy/")
    assert answer.status_code == 200
    return compact(answer.content.decode())


def test_every_field_of_the_record_has_a_label_and_no_label_is_left_over():
    assert set(LABELS) == {f.name for f in fields(ActivityRecord)}


def test_a_field_without_a_label_breaks_the_page(monkeypatch):
    monkeypatch.setattr(privacy, "WORD_OF", {"latitude": "name"})
    with pytest.raises(KeyError):
        stored_fields()


def test_the_table_shows_each_published_word_with_every_field_it_covers(page):
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', page)
    assert [word for word, _ in rows] == list(PUBLISHED_WORDS)
    assert sorted(label for _, labels in rows for label in labels.split("; ")) == sorted(
        part for label in LABELS.values() for part in label.split("; ")
    )


@pytest.mark.parametrize(
    "duty",
    [
        "GPS coordinates",
        "second by second",
        "of other people",
        "SQLite",
        "PostgreSQL",
        "never moved, copied or changed",
        "python -m tracekit reset",
        "connected apps",
        "press the button for exactly that",
        "machine learning",
        "advertising",
        "DigitalOcean",
        "Stripe",
        "Sentry",
        "within 24 hours",
        "HTTPS",
        "bcrypt",
        "common format",
        "not affiliated",
        "issue tracker",
    ],
)
def test_it_says(page, duty):
    assert duty in page


def test_a_change_of_the_text_changes_its_date(page):
    text = re.sub(r"<[^>]+>", " ", page[page.index("<article") : page.index("</article>")])
    words = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]
    assert (words, EFFECTIVE_DATE) == ("c67552a9e122", date(2026, 11, 25)), "the text changed: change the date too"
