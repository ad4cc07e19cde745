"""Counts the rows of an athlete in the tables of packages, which have no declaration of their columns."""

from typing import NamedTuple

from django.apps import apps

from accounts.models import Account
from accounts.privacy import WhenErased
from tracekit_site.package_tables import PACKAGE_TABLES


class PackageRows(NamedTuple):
    """Package rows are what a table of a package holds of an athlete, in words, and how many rows there are."""

    holds: str
    row_count: int


def count_package_rows(account: Account) -> list[PackageRows]:
    """Returns the tables of packages whose rows belong to an account: one query for each."""
    package_rows = []
    for label, table in PACKAGE_TABLES.items():
        model = apps.get_model(label)
        paths = [field.name for field in model._meta.concrete_fields if field.related_model is Account]
        if paths and table.erasure is WhenErased.WITH_ACCOUNT:
            rows = model._default_manager.filter(**dict.fromkeys(paths, account))
            package_rows.append(PackageRows(table.holds, rows.count()))
    return package_rows
