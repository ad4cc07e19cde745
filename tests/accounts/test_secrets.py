"""Sealing: a value opens with the right key and where it stands, and in every other case there is an error."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from accounts.encrypted_text import decrypt_text, encrypt_text, key_name_of_text
from accounts.secrets import NONCE_BYTES, Tampered, UnknownKey, decrypt, encrypt, key_name, new_key, parse_keys

PLAIN = b"a seed of twenty bytes"
K1, K2 = (f"{name}:{base64.b64encode(bytes([number]) * 32).decode()}" for number, name in enumerate(("k1", "k2"), 1))


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = K1


def test_what_was_sealed_opens_where_it_stands() -> None:
    sealed = encrypt(PLAIN, "table", "column")
    assert decrypt(sealed, "table", "column") == PLAIN
    assert PLAIN not in sealed


@pytest.mark.parametrize("where", [(), ("table",), ("column", "table"), ("table", "column", ""), ("tablecolumn",)])
def test_moved_elsewhere_it_does_not_open(where: tuple[str, ...]) -> None:
    with pytest.raises(Tampered):
        decrypt(encrypt(PLAIN, "table", "column"), *where)


def test_a_key_that_is_not_there_is_told_apart(settings: Settings) -> None:
    sealed = encrypt(PLAIN)
    settings.CREDENTIAL_KEYS = K2
    with pytest.raises(UnknownKey, match="'k1'"):
        decrypt(sealed)


def test_another_key_of_the_same_name_does_not_open_it(settings: Settings) -> None:
    sealed = encrypt(PLAIN)
    for _ in range(100):
        settings.CREDENTIAL_KEYS = new_key()
        with pytest.raises(Tampered):
            decrypt(sealed)


def test_the_first_key_writes_and_all_read(settings: Settings) -> None:
    old = encrypt(PLAIN)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    assert (key_name(old), key_name(encrypt(PLAIN))) == ("k1", "k2")
    assert decrypt(old) == PLAIN


def test_one_byte_changed_anywhere_is_noticed() -> None:
    sealed = encrypt(PLAIN)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises((Tampered, UnknownKey)):
            decrypt(changed)


def test_cut_off_anywhere_it_does_not_open() -> None:
    sealed = encrypt(PLAIN)
    for at in range(len(sealed)):
        with pytest.raises(Tampered):
            decrypt(sealed[:at])


@pytest.mark.parametrize(
    "value", [b"", b"\x01", b"\x01k1", b"\x01k1.", b"\x02k1.", b"\x01K1.aaaa", b"\x01\xff.a", PLAIN]
)
def test_what_was_never_sealed_does_not_open(value: bytes) -> None:
    with pytest.raises(Tampered):
        decrypt(value)


def test_a_thousand_values_have_a_thousand_nonces() -> None:
    start = len(b"\x01k1.")
    nonces = {encrypt(PLAIN)[start : start + NONCE_BYTES] for _ in range(1000)}
    assert len(nonces) == 1000


GOOD = K1.partition(":")[2]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("k1", 1),
        ("k1:", 1),
        (":" + GOOD, 1),
        (GOOD, 1),
        (f"K1:{GOOD}", 1),
        (f"{'k' * 17}:{GOOD}", 1),
        (f"k1:{GOOD[:-4]}", 1),
        (f"k1:{GOOD}AAAA", 1),
        ("k1:not base64 at all, really", 1),
        (f"{K1},{K1}", 2),
        (f"{K1},", 2),
        (f"{K1},{K2},k3:c2hvcnQ=", 3),
    ],
)
def test_keys_that_are_none_are_named_by_position_and_never_shown(text: str, position: int) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^CREDENTIAL_KEYS: number {position} is not") as refused:
        parse_keys(text)
    said = str(refused.value)
    assert not [value for value in (GOOD, GOOD[:-4], "c2hvcnQ", "not base64 at all") if value in said]


def test_spaces_between_keys_do_not_matter() -> None:
    assert [key.name for key in parse_keys(f" {K2} , {K1}\n")] == ["k2", "k1"]


def test_a_new_key_is_one() -> None:
    made = [new_key() for _ in range(10)]
    assert len(set(made)) == 10
    assert [[key.name for key in parse_keys(text)] for text in made] == [["k1"]] * 10


def test_a_sealed_text_opens_again() -> None:
    sealed = encrypt_text("žluťoučký", "here")
    assert sealed.isascii()
    assert (key_name_of_text(sealed), decrypt_text(sealed, "here")) == ("k1", "žluťoučký")


@pytest.mark.parametrize("text", ["", "plain", "ÿ", "AWsxLg", "a:b:c"])
def test_a_text_that_was_never_sealed_does_not_open(text: str) -> None:
    for read in (key_name_of_text, lambda text: decrypt_text(text, "here")):
        if (read, text) != (key_name_of_text, "AWsxLg"):
            with pytest.raises(Tampered):
                read(text)
