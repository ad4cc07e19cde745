"""Names the types of what is read of a database."""

Row = dict[str, object]
Tables = dict[str, list[Row]]
"""Maps each table to all its rows; a row maps its columns to its values."""
