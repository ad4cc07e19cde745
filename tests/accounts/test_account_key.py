"""An account's own key: made once, wrapped by the install's, bound to the account, and so is all that it seals."""

import pytest

from accounts.models import Account, AccountKey
from accounts.scope import owner_scope
from accounts.secrets import Tampered, UnknownKey, seal, unseal
from accounts.services.account_key import seal_own, unseal_own, wrapped_where

pytestmark = pytest.mark.postgres

WHERE = ("a_table", "a_column", "a_provider")


def test_what_is_sealed_opens_where_it_stands(as_alice: Account) -> None:
    assert unseal_own(seal_own(b"secret", *WHERE), *WHERE) == b"secret"
    assert AccountKey.objects.count() == 1
    seal_own(b"another", *WHERE)
    assert AccountKey.objects.count() == 1


@pytest.mark.parametrize("changed", range(3))
def test_nothing_opens_at_another_place(as_alice: Account, changed: int) -> None:
    elsewhere = tuple("else" if at == changed else part for at, part in enumerate(WHERE))
    with pytest.raises(Tampered):
        unseal_own(seal_own(b"secret", *WHERE), *elsewhere)


def test_every_account_has_a_key_of_its_own(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            seal_own(b"secret", *WHERE)
    keys = [unseal(bytes(one.wrapped), *wrapped_where(one.owner_id)) for one in AccountKey.across_accounts.all()]
    assert len(set(keys)) == 2


def test_a_wrapped_key_does_not_open_in_another_account(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        seal_own(b"secret", *WHERE)
        wrapped = bytes(AccountKey.objects.get().wrapped)
    with owner_scope(mallory):
        AccountKey.objects.create(wrapped=wrapped)
        with pytest.raises(Tampered):
            seal_own(b"secret", *WHERE)


def test_a_value_does_not_open_in_another_account_even_under_the_same_key(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        value = seal_own(b"secret", *WHERE)
        key = unseal(bytes(AccountKey.objects.get().wrapped), *wrapped_where(alice.pk))
    with owner_scope(mallory):
        AccountKey.objects.create(wrapped=seal(key, *wrapped_where(mallory.pk)))
        with pytest.raises(Tampered):
            unseal_own(value, *WHERE)


def test_without_its_key_nothing_opens(as_alice: Account) -> None:
    value = seal_own(b"secret", *WHERE)
    AccountKey.objects.all().delete()
    with pytest.raises(UnknownKey):
        unseal_own(value, *WHERE)
