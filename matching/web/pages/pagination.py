"""Divides a long list into pages whose rows the database has counted, with the number of the page in the address."""

from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, QueryDict

MAX_DIGITS = 6
"""A number of more digits names no page."""


def page_number(parameters: QueryDict) -> int:
    """Returns the number of the page that an address names. Raises Http404 for what is no such number."""
    text = parameters.get("page", "1")
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS and int(text)):
        raise Http404
    return int(text)


def counted_page(number: int, size: int, total: int) -> Any:
    """Returns Django's page of a list of `total` rows: no query. Raises Http404 for a page that does not exist."""
    try:
        return Paginator(range(total), size).page(number)
    except EmptyPage:
        raise Http404 from None
