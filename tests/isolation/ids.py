"""Makes ids that no row has: of the right form, or of a wrong one."""

import re
from collections.abc import Mapping
from uuid import UUID, uuid4

MISSING_NUMBER = "999999999"
MISSING_EMAIL = "nobody@example.org"
WRONG_FORMS = ("not-an-id", "x\0y", "9" * 40)
"""No id has one of these forms; neither a page nor a database may fail at them."""

CHOICE = re.compile(r"[0-9a-f]{32}-[0-9a-f]{16}")
"""A chosen change is written like this, as the workout's id and a digest."""


def missing_ids(ids: Mapping[str, str]) -> dict[str, str]:
    """Returns ids of the same form that no row has."""
    return {name: _missing_id(name, id_) for name, id_ in ids.items()}


def malformed_ids(ids: Mapping[str, str], text: str) -> dict[str, str]:
    """Returns the text in the place of each id."""
    return dict.fromkeys(ids, text)


def _missing_id(name: str, id_: str) -> str:
    """Returns an id like this one; a month and a day stay, since the year beside them changes to the next."""
    if name == "year":
        return str(int(id_) + 1)
    if name in ("month", "day", "email"):
        return MISSING_EMAIL if name == "email" else id_
    if CHOICE.fullmatch(id_):
        return uuid4().hex + id_[32:]
    if id_.isdecimal():
        return MISSING_NUMBER
    try:
        UUID(id_)
    except ValueError:
        return re.sub(r"[0-9A-Za-z]", "7", id_)
    return str(uuid4()) if "-" in id_ else uuid4().hex
