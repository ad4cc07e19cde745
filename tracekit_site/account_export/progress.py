"""Measures how far an export is."""

from tracekit_site.account_export.export import Export
from tracekit_site.account_export.tables import exported_tables


def export_progress(export: Export) -> tuple[int, int]:
    """Returns how many pieces of an export are done, and how many there are: the README, each table and each file."""
    total = len(exported_tables()) + 1 + export.file_count
    return min(export.step + export.files_done, total), total
