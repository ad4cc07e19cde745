"""Writes text for spreadsheets so that none of it runs as a formula."""

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins so for a formula."""

BOM = "\ufeff"
"""A spreadsheet reads a file that begins so as UTF-8."""


def escape_formula(text: str) -> str:
    """Returns the text, after an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
