"""Describes a name of the source and splits it into words."""

import re
from dataclasses import dataclass

MODULE, CLASS, FUNCTION, TEST = "module", "class", "function", "test"
PARAMETER, LOCAL, ATTRIBUTE, CONSTANT = "parameter", "local", "attribute", "constant"
TEMPLATE, TEMPLATE_VARIABLE = "template", "template variable"
CSS, SCRIPT, ADDRESS = "CSS", "script", "address"

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, order=True)
class Name:
    """Represents a name that the checkout gives to something, and the place where it does so."""

    path: str
    line: int
    kind: str
    text: str


def words_of(text: str) -> list[str]:
    """Returns the words of a name in lower case: `readPage2` is `read`, `page` and `2`."""
    return [word.lower() for word in WORD.findall(text)]
