"""Creates the visitors of the crawler: a stranger, and four accounts that hold data, two of them in every table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.utils import timezone

from accounts.models import Account
from tests.accounts.notifications import confirm_email
from tests.factories import AccountFactory
from tests.isolation.account_links import create_rows_of_the_install
from tests.isolation.answers import Sentinels, sentinels_of
from tests.isolation.half_signed_in import SIGN_UP, session_keys
from tests.isolation.ids import missing_ids
from tests.isolation.sample_account import SampleAccount, fill_account
from tests.isolation.second_factors import add_factors, session_key_of
from tests.isolation.stored_rows import rows_of

OWN, FOREIGN, MISSING, MALFORMED = "own", "foreign", "absent", "malformed"
STRANGER, OTHER, OWNER, OPERATOR, DEMO = "stranger", "other account", "owner", "operator", "demo"

PERMISSIONS = ("link", "unsubscribe", "erasure_link", "receipt")
"""Whoever has one of these is allowed what it is for, so nobody is given that of a foreign account."""


@dataclass
class Visitor:
    """Represents whoever sends requests: `ids` has the ids to name by their kind, `sentinels` what it may never see."""

    name: str
    account: Account | None
    session_key: str | None
    ids: Mapping[str, Mapping[str, str]]
    others: Sequence[Account]
    admin_names: Sequence[str]
    sentinels: Sentinels
    own_rows: Mapping[str, str]
    rows_of_others: Mapping[str, str]


def create_visitors() -> list[Visitor]:
    """Creates the accounts with their rows, and returns the visitors, the owner first."""
    shared = create_rows_of_the_install()
    until = timezone.now() + timedelta(days=1)
    samples = {
        OWNER: _create("xownerx", 1981),
        OTHER: _create("xotherx", 1983),
        OPERATOR: _create("xoperatorx", 1985, is_complete=False, is_operator=True),
        DEMO: _create("xdemox", 1987, is_complete=False, demo_until=until),
    }
    for account in samples.values():
        account.ids |= {"passkey": "0" * 32} | shared | account.ids
    keys: dict[str, str | None] = {name: session_key_of(account.account) for name, account in samples.items()}
    half = session_keys(samples[OWNER].account.email)
    everybody = {**samples, STRANGER: None, **dict.fromkeys(half, samples[OWNER]), SIGN_UP: None}
    keys = {STRANGER: None, **keys, **half}
    return [_visitor(name, own, samples, keys[name]) for name, own in everybody.items()]


def _create(word: str, year: int, *, is_complete: bool = True, **fields: object) -> SampleAccount:
    account = AccountFactory.create(email=f"{word}@example.org", is_time_zone_confirmed=True, **fields)
    sample = SampleAccount(account, word, year)
    confirm_email(account)
    if is_complete:
        sample.ids |= add_factors(account, word)
    return fill_account(sample, is_complete=is_complete)


def _visitor(
    name: str, own: SampleAccount | None, samples: Mapping[str, SampleAccount], session_key: str | None
) -> Visitor:
    others = [account for account in samples.values() if account is not own]
    accounts = [other.account for other in others]
    rows = rows_of(accounts)
    foreign = samples[OTHER if own is samples[OWNER] else OWNER].ids
    return Visitor(
        name=name,
        account=own.account if own else None,
        session_key=session_key,
        ids=({OWN: own.ids} if own else {}) | _kinds_of_ids(foreign),
        others=accounts,
        admin_names=[name for other in others for name in _names_in_admin(other)],
        sentinels=sentinels_of(others, "\n".join(rows.values())),
        own_rows=rows_of([own.account] if own else []),
        rows_of_others=rows,
    )


def _names_in_admin(sample: SampleAccount) -> list[str]:
    """Returns what the operator's admin calls an account and its export: addresses and random ids."""
    email = sample.account.email
    return [email, quote(email), quote(quote(email)), str(sample.account.pk), sample.ids["export"]]


def _kinds_of_ids(foreign: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    missing = missing_ids(foreign)
    return {FOREIGN: {**foreign, **{name: missing[name] for name in PERMISSIONS}}, MISSING: missing}
