"""An account's own key: made once, wrapped by the install's, bound to the account, and so is all that it seals."""

import pytest

from accounts.models import Account, AccountKey
from accounts.scope import owner_scope
from accounts.secrets import Tampered, UnknownKey, decrypt, encrypt
from accounts.services.account_key import account_key_context, decrypt_for_owner, encrypt_for_owner

pytestmark = pytest.mark.postgres

WHERE = ("a_table", "a_column", "a_provider")


def test_what_is_sealed_opens_where_it_stands(as_alice: Account) -> None:
    assert decrypt_for_owner(encrypt_for_owner(b"secret", *WHERE), *WHERE) == b"secret"
    assert AccountKey.objects.count() == 1
    encrypt_for_owner(b"another", *WHERE)
    assert AccountKey.objects.count() == 1


@pytest.mark.parametrize("changed", range(3))
def test_nothing_opens_at_another_place(as_alice: Account, changed: int) -> None:
    elsewhere = tuple("else" if at == changed else part for at, part in enumerate(WHERE))
    with pytest.raises(Tampered):
        decrypt_for_owner(encrypt_for_owner(b"secret", *WHERE), *elsewhere)


def test_every_account_has_a_key_of_its_own(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            encrypt_for_owner(b"secret", *WHERE)
    keys = [decrypt(bytes(one.wrapped), *account_key_context(one.owner_id)) for one in AccountKey.across_accounts.all()]
    assert len(set(keys)) == 2


def test_a_wrapped_key_does_not_open_in_another_account(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        encrypt_for_owner(b"secret", *WHERE)
        wrapped = bytes(AccountKey.objects.get().wrapped)
    with owner_scope(mallory):
        AccountKey.objects.create(wrapped=wrapped)
        with pytest.raises(Tampered):
            encrypt_for_owner(b"secret", *WHERE)


def test_a_value_does_not_open_in_another_account_even_under_the_same_key(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        value = encrypt_for_owner(b"secret", *WHERE)
        key = decrypt(bytes(AccountKey.objects.get().wrapped), *account_key_context(alice.pk))
    with owner_scope(mallory):
        AccountKey.objects.create(wrapped=encrypt(key, *account_key_context(mallory.pk)))
        with pytest.raises(Tampered):
            decrypt_for_owner(value, *WHERE)


def test_without_its_key_nothing_opens(as_alice: Account) -> None:
    value = encrypt_for_owner(b"secret", *WHERE)
    AccountKey.objects.all().delete()
    with pytest.raises(UnknownKey):
        decrypt_for_owner(value, *WHERE)
