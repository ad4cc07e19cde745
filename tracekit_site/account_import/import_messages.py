"""Says in words how an import ended, and why none can begin."""

from tracekit_site.account_import.account_import import AccountImport

NOT_EMPTY = "This account already has data, so nothing was imported. Import into a new account instead."
NOT_AN_EXPORT = "This file is not a tracekit export, so nothing was imported. Choose the zip archive of an export."


def outcome_message(account_import: AccountImport) -> str:
    """Returns how many rows an import has brought, and how many it has left out."""
    if account_import.problem:
        return f"{account_import.problem} Nothing was imported."
    text = f"{account_import.row_count:,} rows imported."
    if account_import.skipped_count:
        text += f" {account_import.skipped_count:,} rows were left out, because this tracekit has no place for them."
    return text
