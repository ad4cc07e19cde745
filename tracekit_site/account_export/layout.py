"""Names what an export's archive is made of, for the export and for the import."""

FORMAT, VERSION = "tracekit-export", 1
"""`export.json` names the format and the version of its schema, which `docs/export.md` describes."""

MANIFEST_NAME = "export.json"


def json_name(table: str) -> str:
    """Returns the name under which the archive holds the rows of a table."""
    return f"json/{table}.jsonl"
