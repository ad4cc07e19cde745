"""An account has one key of its own, wrapped by the install's; its values are bound to the account."""

import pytest

from accounts.models import Account, AccountKey
from accounts.scope import owner_scope
from accounts.secrets import Tampered, UnknownKey, decrypt, encrypt
from accounts.services.account_key import account_key_context, decrypt_for_owner, encrypt_for_owner

pytestmark = pytest.mark.postgres

CONTEXT = ("a_table", "a_column", "a_provider")


def test_a_value_is_decrypted_in_its_context_with_one_key_per_account(as_alice: Account) -> None:
    assert decrypt_for_owner(encrypt_for_owner(b"secret", *CONTEXT), *CONTEXT) == b"secret"
    assert AccountKey.objects.count() == 1
    encrypt_for_owner(b"another", *CONTEXT)
    assert AccountKey.objects.count() == 1


@pytest.mark.parametrize("changed", range(3))
def test_a_value_is_not_decrypted_in_another_context(as_alice: Account, changed: int) -> None:
    other_context = tuple("other" if position == changed else part for position, part in enumerate(CONTEXT))
    with pytest.raises(Tampered):
        decrypt_for_owner(encrypt_for_owner(b"secret", *CONTEXT), *other_context)


def test_every_account_has_a_key_of_its_own(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            encrypt_for_owner(b"secret", *CONTEXT)
    rows = AccountKey.across_accounts.all()
    keys = [decrypt(bytes(row.wrapped), *account_key_context(row.owner_id)) for row in rows]
    assert len(set(keys)) == 2


def test_a_wrapped_key_is_not_unwrapped_in_another_account(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        encrypt_for_owner(b"secret", *CONTEXT)
        wrapped = bytes(AccountKey.objects.get().wrapped)
    with owner_scope(mallory):
        AccountKey.objects.create(wrapped=wrapped)
        with pytest.raises(Tampered):
            encrypt_for_owner(b"secret", *CONTEXT)


def test_a_value_is_not_decrypted_in_another_account_even_with_the_same_key(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        value = encrypt_for_owner(b"secret", *CONTEXT)
        key = decrypt(bytes(AccountKey.objects.get().wrapped), *account_key_context(alice.pk))
    with owner_scope(mallory):
        AccountKey.objects.create(wrapped=encrypt(key, *account_key_context(mallory.pk)))
        with pytest.raises(Tampered):
            decrypt_for_owner(value, *CONTEXT)


def test_a_value_without_its_key_is_not_decrypted(as_alice: Account) -> None:
    value = encrypt_for_owner(b"secret", *CONTEXT)
    AccountKey.objects.all().delete()
    with pytest.raises(UnknownKey):
        decrypt_for_owner(value, *CONTEXT)
