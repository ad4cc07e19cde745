"""Gives rendered markup a form that tests can compare, however its template is laid out."""

import re
from html import unescape

from django.test import Client


def compact(markup: str) -> str:
    """Returns the markup on one line: without the line breaks beside its tags, with plain spaces inside its text."""
    markup = re.sub(r"(?<=>)\s*\n\s*|\s*\n\s*(?=[<>])", "", markup)
    return re.sub(r"\s*\n\s*", " ", markup).replace("\u00a0", " ")


def get_page(client: Client, address: str, **query: str) -> str:
    """Returns the markup of a page on one line. Raises AssertionError unless its status is 200."""
    response = client.get(address, query)
    assert response.status_code == 200, response
    return compact(response.content.decode())


def visible_text(markup: str) -> str:
    """Returns the text of markup: without tags, with plain spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", markup)).split())
