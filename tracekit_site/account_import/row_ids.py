"""Gives imported rows new primary keys, which an import can compute again but nobody else can guess."""

from uuid import UUID, uuid5

NUMBER_BITS = 48


def row_id(import_id: UUID, table: str, number: int, *, is_descending: bool = False) -> UUID:
    """Returns the primary key of the row of that number.

    It begins with a digest of the import's own random id, so it tells nothing of the install that the row came from,
    and meets no row of another account. Keys have the order of the numbers, or the opposite one: rows of the same
    instant stay in order.
    """
    largest = (1 << NUMBER_BITS) - 1
    beginning = uuid5(import_id, table).int & ~largest
    return UUID(int=beginning | (largest - number if is_descending else number))
