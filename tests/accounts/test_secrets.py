"""A value is decrypted with the right key in its context; in every other case there is an error."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from accounts.encrypted_text import decrypt_text, encrypt_text, key_name_of_text
from accounts.secrets import NONCE_BYTES, Tampered, UnknownKey, decrypt, encrypt, key_name, new_key, parse_keys

PLAIN = b"a seed of twenty bytes"
K1, K2 = (f"{name}:{base64.b64encode(bytes([number]) * 32).decode()}" for number, name in enumerate(("k1", "k2"), 1))


@pytest.fixture(autouse=True)
def _first_key(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = K1


def test_a_value_is_decrypted_in_its_context() -> None:
    value = encrypt(PLAIN, "table", "column")
    assert decrypt(value, "table", "column") == PLAIN
    assert PLAIN not in value


@pytest.mark.parametrize("context", [(), ("table",), ("column", "table"), ("table", "column", ""), ("tablecolumn",)])
def test_a_value_in_another_context_is_not_decrypted(context: tuple[str, ...]) -> None:
    with pytest.raises(Tampered):
        decrypt(encrypt(PLAIN, "table", "column"), *context)


def test_an_unknown_key_has_an_error_of_its_own(settings: Settings) -> None:
    value = encrypt(PLAIN)
    settings.CREDENTIAL_KEYS = K2
    with pytest.raises(UnknownKey, match="'k1'"):
        decrypt(value)


def test_another_key_of_the_same_name_does_not_decrypt(settings: Settings) -> None:
    value = encrypt(PLAIN)
    for _ in range(100):
        settings.CREDENTIAL_KEYS = new_key()
        with pytest.raises(Tampered):
            decrypt(value)


def test_the_first_key_encrypts_and_all_decrypt(settings: Settings) -> None:
    old = encrypt(PLAIN)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    assert (key_name(old), key_name(encrypt(PLAIN))) == ("k1", "k2")
    assert decrypt(old) == PLAIN


def test_a_value_with_a_changed_byte_is_not_decrypted() -> None:
    value = encrypt(PLAIN)
    for position in range(len(value)):
        changed = value[:position] + bytes([value[position] ^ 1]) + value[position + 1 :]
        with pytest.raises((Tampered, UnknownKey)):
            decrypt(changed)


def test_a_truncated_value_is_not_decrypted() -> None:
    value = encrypt(PLAIN)
    for position in range(len(value)):
        with pytest.raises(Tampered):
            decrypt(value[:position])


@pytest.mark.parametrize(
    "value", [b"", b"\x01", b"\x01k1", b"\x01k1.", b"\x02k1.", b"\x01K1.aaaa", b"\x01\xff.a", PLAIN]
)
def test_bytes_that_are_no_encrypted_value_are_not_decrypted(value: bytes) -> None:
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
def test_invalid_keys_are_named_by_position_and_never_shown(text: str, position: int) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^CREDENTIAL_KEYS: number {position} is not") as error:
        parse_keys(text)
    message = str(error.value)
    assert not [value for value in (GOOD, GOOD[:-4], "c2hvcnQ", "not base64 at all") if value in message]


def test_spaces_between_keys_do_not_matter() -> None:
    assert [key.name for key in parse_keys(f" {K2} , {K1}\n")] == ["k2", "k1"]


def test_a_new_key_is_valid_and_unique() -> None:
    texts = [new_key() for _ in range(10)]
    assert len(set(texts)) == 10
    assert [[key.name for key in parse_keys(text)] for text in texts] == [["k1"]] * 10


def test_an_encrypted_text_is_decrypted() -> None:
    value = encrypt_text("žluťoučký", "context")
    assert value.isascii()
    assert (key_name_of_text(value), decrypt_text(value, "context")) == ("k1", "žluťoučký")


@pytest.mark.parametrize("text", ["", "plain", "ÿ", "AWsxLg", "a:b:c"])
def test_a_text_that_is_no_encrypted_value_is_not_decrypted(text: str) -> None:
    for read in (key_name_of_text, lambda text: decrypt_text(text, "context")):
        if (read, text) != (key_name_of_text, "AWsxLg"):
            with pytest.raises(Tampered):
                read(text)
