"""Every link leads somewhere, and every button acts: nothing looks as if it could be pressed in vain."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.markup import get_page

LINK = re.compile(r"<a\b[^>]*\shref=\"([^\"#]*)[^\"]*\"")
PLAIN_SPAN = re.compile(r"<span class=\"button[^>]*>")
BUTTON = re.compile(r"<button\b[^>]*>")
ENDS = {"/account/logout/"}


@pytest.mark.django_db
def test_every_link_leads_to_a_page_or_a_download(paths: list[str], alice_client: Client) -> None:
    pages = {path: get_page(alice_client, path) for path in paths}
    addresses = {(path, address) for path, page in pages.items() for address in LINK.findall(unescape(page))}
    inside = sorted({address for _, address in addresses if address.startswith("/")} - ENDS)
    assert len(inside) > 20
    broken = [address for address in inside if not is_answered(alice_client, address)]
    assert broken == []


def is_answered(client: Client, address: str) -> bool:
    """Returns whether a link is answered with less than an error."""
    response: Any = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    if getattr(response, "file_to_stream", None):
        response.file_to_stream.close()
    return response.status_code < 400


def test_every_button_belongs_to_a_form_or_opens_a_menu(paths: list[str], alice_client: Client) -> None:
    for path in paths:
        page = get_page(alice_client, path)
        outside = re.sub(r"<form\b.*?</form>", "", page)
        assert [tag for tag in BUTTON.findall(outside) if not re.search(" (popovertarget|form)=", tag)] == [], path
        assert [tag for tag in PLAIN_SPAN.findall(page) if "aria-disabled" not in tag] == [], path
