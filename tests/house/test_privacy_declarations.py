"""Every table, column, cache entry, stored file and logged value says what it holds, how it is exported and erased."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.models import Account
from accounts.owned import Owned
from accounts.privacy import Exported, Privacy, WhenErased
from tests.house.test_models import MODELS
from tracekit_site.other_stores import CACHE_ENTRIES, LOG_VALUES, STORED_FILES
from tracekit_site.package_tables import PACKAGE_TABLES

LOG_METHODS = ("debug", "info", "warning", "error", "exception", "critical", "log")


def columns_of(model: type[models.Model]) -> set[str]:
    """Returns the columns that need words: not the primary key, not the owner."""
    fields = model._meta.concrete_fields
    return {field.name for field in fields if not field.primary_key and field.name != "owner"}


def undeclared(model: Any) -> set[str]:
    """Returns what a table does not say of itself."""
    privacy = model.__dict__.get("privacy")
    if not isinstance(privacy, Privacy):
        return {"privacy"}
    missing = {name for name in ("export", "retention", "erasure") if not getattr(privacy, name)}
    if isinstance(privacy.export, Exported):
        missing |= columns_of(model) - {*privacy.export.columns, *privacy.withheld}
    return missing


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_every_table_and_column_says_how_it_is_exported_kept_and_erased(model: Any) -> None:
    assert undeclared(model) == set()


def test_a_table_or_a_column_that_says_nothing_is_found() -> None:
    export = Exported(name="example", columns=("sport",))

    class Silent:
        _meta = apps.get_model("matching", "Expectation")._meta
        privacy = Privacy(is_owned=True, export=export)

    assert undeclared(Silent) == {"retention", "connection", "is_expected", "is_chosen"}
    assert undeclared(type("Nothing", (), {"_meta": Silent._meta})) == {"privacy"}


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_a_declaration_names_columns_and_each_of_them_once(model: Any) -> None:
    privacy, columns = model.privacy, columns_of(model)
    exported = privacy.export.columns if isinstance(privacy.export, Exported) else ()
    named = [*exported, *privacy.withheld]
    assert len(named) == len(set(named))
    assert {*named, *privacy.external, *privacy.encrypted} <= columns | {"owner"}
    assert all(privacy.withheld.values())


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_no_encrypted_column_is_exported(model: Any) -> None:
    export = model.privacy.export
    if isinstance(export, Exported):
        assert not set(export.columns) & set(model.privacy.encrypted)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_what_is_erased_with_the_account_is_deleted_with_its_row(model: Any) -> None:
    assert model.privacy.is_owned == issubclass(model, Owned)
    owners = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Account
    ]
    has_account = model is Account or any(field.remote_field.on_delete is models.CASCADE for field in owners)
    assert has_account == (model.privacy.erasure is WhenErased.WITH_ACCOUNT)


def test_names_of_exported_tables_are_unique() -> None:
    names = [model.privacy.export.name for model in MODELS if isinstance(model.privacy.export, Exported)]
    assert len(names) == len(set(names)) > 10


def test_tables_of_packages_are_listed_once() -> None:
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True) if model not in MODELS}
    assert labels == set(PACKAGE_TABLES)


def test_every_field_that_names_files_is_declared() -> None:
    fields = {field for model in MODELS for field in model._meta.fields if isinstance(field, models.FileField)}
    assert {str(field) for field in fields} == set(STORED_FILES)


def product_modules() -> Iterator[tuple[str, ast.Module]]:
    """Yields the name and the syntax tree of each module of the product."""
    for path in sorted(settings.BASE_DIR.glob("*/**/*.py")):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        if not name.startswith(("tests/", "bench/", ".")) and "/migrations/" not in name:
            yield name.removesuffix(".py").replace("/", "."), ast.parse(Path(path).read_text())


def test_every_module_that_uses_the_cache_says_what_it_stores_there() -> None:
    imports = {
        module
        for module, tree in product_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.core.cache"
    }
    assert imports == {module for module in CACHE_ENTRIES if not module.startswith("allauth")}


def test_every_value_in_a_log_line_is_declared() -> None:
    values = {
        ast.unparse(value)
        for _, tree in product_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOG_METHODS
        if isinstance(node.func.value, ast.Name) and node.func.value.id in ("log", "logger")
        for value in node.args
        if not isinstance(value, ast.Constant)
    }
    assert values == set(LOG_VALUES)
