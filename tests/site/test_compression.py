"""Pages are compressed for browsers that accept it, and no secret can be guessed from their lengths."""

import gzip
import re

import pytest
from django.test import Client

from tracekit_site.compression import MAX_PADDING

TOKEN_LENGTH = 64
GZIP = {"accept-encoding": "gzip, deflate, br"}


def without_tokens(page: bytes) -> bytes:
    """Returns a page without the text that is another one in each."""
    return re.sub(rb"\b\w{%d}\b" % TOKEN_LENGTH, b"", page)


def test_a_page_is_compressed_for_a_browser_that_accepts_it(client: Client, db: None) -> None:
    plain, compressed = client.get("/privacy/"), client.get("/privacy/", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert without_tokens(gzip.decompress(compressed.content)) == without_tokens(plain.content)
    assert len(compressed.content) < len(plain.content) / 2
    assert int(compressed.headers["Content-Length"]) == len(compressed.content)
    for response in (plain, compressed):
        assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/health/live", "/settings/profile/"])
def test_what_is_no_page_or_small_stays_as_it_is(path: str, client: Client, db: None) -> None:
    assert "Content-Encoding" not in client.get(path, headers=GZIP).headers


def test_the_token_of_forms_is_another_text_in_each_page(alice_client: Client) -> None:
    pages = [alice_client.get("/settings/profile/").content.decode() for _ in range(3)]
    tokens = {token for page in pages for token in re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)}
    assert len(tokens) == len(pages)
    secret = alice_client.cookies["csrftoken"].value
    assert not any(secret in page for page in pages)


def test_the_length_of_a_compressed_page_varies(client: Client, db: None) -> None:
    lengths = {len(client.get("/privacy/", headers=GZIP).content) for _ in range(20)}
    assert len(lengths) > 1
    assert max(lengths) - min(lengths) < MAX_PADDING + TOKEN_LENGTH
