"""Deletes the rows of an erased account: walks all owned models, so that no table can be forgotten."""

from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Exists, OuterRef, QuerySet

from accounts.erasure_steps import Phase, RunningErasure, SomethingLeft, erasure_step
from accounts.models import Account, AccountKey, DataVersion
from accounts.owned import Owned
from accounts.scope import crossing, current_owner_id
from accounts.services.lock_account import lock_accounts_for_deletion

PART_SIZE = 500
"""This many rows are deleted in one transaction: others wait for a moment at most."""


@erasure_step("rows", Phase.ROWS, "Delete activities, workouts, answers and everything else that is stored")
def erase_rows(run: RunningErasure) -> None:
    """Deletes all owned rows but the key, a part in each transaction."""
    for model in models_in_order():
        while _erase_part(run, model):
            pass


@erasure_step("key", Phase.KEY, "Destroy the account’s encryption key")
def erase_key(run: RunningErasure) -> None:
    """Deletes the key, without which nothing that is encrypted for the account can be read anywhere."""
    with run.part() as counts:
        counts[AccountKey._meta.label] += AccountKey.objects.all()._raw_delete(DEFAULT_DB_ALIAS)


@erasure_step("account", Phase.ACCOUNT, "Delete the account with its sign-in")
def erase_account(run: RunningErasure) -> None:
    """Deletes the account with everything that references it; from then on no row can."""
    with run.part() as counts:
        accounts = Account.objects.filter(pk=run.account_id)
        for account in lock_accounts_for_deletion(accounts):
            _, deleted = account.delete()
            counts.update(deleted)


@erasure_step("rows_verified", Phase.VERIFICATION, "Check that nothing is left")
@crossing()
def verify_rows(run: RunningErasure) -> None:
    """Raises SomethingLeft for a table that holds a row of the account."""
    for model, field in account_references():
        if model._base_manager.filter(**{field: run.account_id}).exists():
            raise SomethingLeft(model._meta.label)


def account_references() -> Iterator[tuple[type[models.Model], str]]:
    """Yields every model with each of its fields that names an account, and the accounts themselves."""
    yield Account, "pk"
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model is Account:
                yield model, field.attname


def models_in_order() -> list[type[Owned]]:
    """Returns the owned models but the key, each before those that it references.

    The counts of writes come first, so that what is deleted later does not change them.
    """
    owned = [model for model in apps.get_models() if issubclass(model, Owned) and model is not AccountKey]
    references = {model: _referenced_models(model) for model in owned}
    ordered = reversed(list(TopologicalSorter(references).static_order()))
    return [DataVersion, *(model for model in ordered if model is not DataVersion)]


def _referenced_models(model: type[Owned]) -> set[type[Owned]]:
    related = {field.related_model for field in model._meta.concrete_fields}
    return {other for other in related if isinstance(other, type) and issubclass(other, Owned) and other is not model}


def _erase_part(run: RunningErasure, model: type[Owned]) -> bool:
    """Deletes some rows of the model that no other row of it references; returns False when there are none."""
    ids = list(_unreferenced_rows(model).values_list("pk", flat=True)[:PART_SIZE])
    if ids:
        with run.part() as counts:
            counts[model._meta.label] += model._base_manager.filter(pk__in=ids)._raw_delete(DEFAULT_DB_ALIAS)
    return bool(ids)


def _unreferenced_rows(model: type[Owned]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._base_manager.filter(owner=current_owner_id())  # with what the owned managers hide
    for field in model._meta.concrete_fields:
        if field.related_model is model:
            rows = rows.exclude(Exists(model._base_manager.filter(**{field.name: OuterRef("pk")})))
    return rows
