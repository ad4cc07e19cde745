"""Rendered markup in a form that tests can compare, however its template is laid out."""

import re


def compact(markup: str) -> str:
    """Returns the markup on one line: without the line breaks beside its tags, with plain spaces inside its text."""
    markup = re.sub(r"(?<=>)\s*\n\s*|\s*\n\s*(?=[<>])", "", markup)
    return re.sub(r"\s*\n\s*", " ", markup).replace("\u00a0", " ")
