"""Every table says whose it is, and everything owned keeps to its owner."""

import ast

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.same_owner import SameOwner
from activities.models import Activity
from activities.record import FLAGS, PUBLISHED_WORD_BY_FIELD, PUBLISHED_WORDS
from tracekit_site.package_tables import PACKAGE_TABLES

OURS = ("accounts", "activities", "providers", "matching", "tracekit_site", "jobs")
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]
OWNED = [model for model in MODELS if issubclass(model, Owned)]

# Who may look across accounts, and how often the word stands there.
CROSSINGS = {
    "accounts/admin.py": 1,  # the operator's desk: how many jobs an account has
    "accounts/owned.py": 1,
    "accounts/services/rotate.py": 2,  # every account's key is wrapped again
    "accounts/jobs/admin.py": 1,  # the desk: every account's jobs
    "accounts/jobs/models.py": 1,
    "accounts/jobs/querysets.py": 1,
    "accounts/jobs/claims.py": 5,
    "accounts/jobs/services/claim.py": 2,
    "accounts/jobs/services/retry.py": 1,
    "accounts/jobs/services/skip_blocked.py": 2,
    "accounts/jobs/services/workers.py": 1,
    "accounts/jobs/services/run.py": 2,
    "accounts/jobs/services/sweep.py": 2,
    "activities/services/delete_orphans.py": 1,
    "matching/services/retention.py": 3,  # the timetable: whose activities are kept too long
    "providers/services/schedule_pulls.py": 1,  # the timetable: whose pull is due
    "tracekit_site/admin_site/statistics.py": 2,  # the desk: how many jobs of each kind, connections in each state
}


def test_every_table_says_whether_it_is_owned() -> None:
    for model in MODELS:
        assert isinstance(model.__dict__.get("privacy"), Privacy), model
        assert model.privacy.is_owned == issubclass(model, Owned), model


def test_external_and_encrypted_columns_are_columns() -> None:
    for model in MODELS:
        columns = {field.name for field in model._meta.fields}
        assert {*model.privacy.external, *model.privacy.encrypted} <= columns, model


def test_tables_of_packages_are_listed_once() -> None:
    theirs = {model._meta.label for model in apps.get_models(include_auto_created=True) if model not in MODELS}
    assert theirs == set(PACKAGE_TABLES)


def test_every_reference_between_owned_rows_carries_the_owner() -> None:
    for model in OWNED:
        guarded = {one.field for one in model._meta.constraints if isinstance(one, SameOwner)}
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Owned):
                assert field.name in guarded, field


def test_every_index_and_unique_rule_of_owned_rows_begins_with_the_owner() -> None:
    across = {
        "job_next",
        "job_leases",
        "connection_due",
    }  # the claim, the sweeper and the timetable look at everybody's
    for model in OWNED:
        rules = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
        for rule in (*rules, *model._meta.indexes):
            assert rule.name in across or rule.fields[0] == "owner", rule


def test_who_looks_across_accounts_is_counted() -> None:
    found = {}
    for path in sorted(settings.BASE_DIR.glob("*/**/*.py")):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        if name.startswith(("tests/", "bench/", ".")) or "/migrations/" in name:
            continue
        names = [getattr(node, "attr", getattr(node, "id", None)) for node in ast.walk(ast.parse(path.read_text()))]
        if count := names.count("across_accounts"):
            found[name] = count
    assert found == CROSSINGS


def test_an_activity_has_the_records_columns_and_no_other() -> None:
    columns = {field.name for field in Activity._meta.concrete_fields}
    record = (set(PUBLISHED_WORD_BY_FIELD) - {"flags", "stated_ids"}) | set(FLAGS)
    assert columns - record == {"id", "owner", "origin", "source_file", "confirmed_at", "local_date"}
    assert record <= columns
    assert not any(isinstance(field, models.JSONField | models.BinaryField) for field in Activity._meta.fields)


def test_every_stored_field_is_covered_by_a_published_word() -> None:
    assert set(PUBLISHED_WORD_BY_FIELD.values()) == set(PUBLISHED_WORDS)
