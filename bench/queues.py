"""Fills job tables in many orders, which differ in what waits, what runs, and what comes first."""

from dataclasses import dataclass

import psycopg

KIND = "bench.nothing"
JOBS_PER_ACCOUNT = 10
"""This is how many jobs wait for each account."""


@dataclass(frozen=True, slots=True)
class QueueOrder:
    """An order gives the lane, the seconds waited (negative: not due yet) and the account of waiting row number `n`.

    Each is SQL over `n`, `accounts` and `chance`, a number from 0 to 1; accounts divisible by ten have a job running.
    """

    name: str
    lane: str = "3"
    wait: str = "86400 * chance"
    owner: str = "n % accounts"


IS_BUSY = "n % accounts % 10 = 0"
ORDERS = (
    QueueOrder("as it comes"),
    QueueOrder("lanes mixed", lane="n % 4"),
    QueueOrder("the busy ones first", wait=f"86400 * (chance + ({IS_BUSY})::int)"),
    QueueOrder(
        "one busy account's twentieth first",
        owner="CASE WHEN n <= accounts / 2 THEN 0 ELSE n % accounts END",
        lane="CASE WHEN n <= accounts / 2 THEN 0 ELSE 3 END",
    ),
    QueueOrder(
        "half not due, in the first lane",
        lane="CASE WHEN n % 2 = 0 THEN 0 ELSE 3 END",
        wait="CASE WHEN n % 2 = 0 THEN -86400 ELSE 86400 * chance END",
    ),
)

_FILL = """
TRUNCATE jobs_job;
INSERT INTO jobs_job (owner_id, provider, kind, dedup_key, lane, not_before, state, attempts, lease_until, lease_token)
SELECT md5((n * 10)::text)::uuid, 'garmin', '{kind}', '', 3, now(), 'running', 1, now() + interval '1 day',
       gen_random_uuid()
FROM generate_series(0, {accounts} / 10 - 1) n;
INSERT INTO jobs_job (owner_id, provider, kind, dedup_key, lane, not_before, state, attempts)
SELECT md5(({order.owner})::text)::uuid, 'garmin', '{kind}', n::text, {order.lane},
       now() - interval '1 second' * ({order.wait}), 'queued', 0
FROM (
    SELECT n, {accounts} AS accounts, (hashint8(n)::bigint & 1048575) / 1048576.0 AS chance
    FROM generate_series(1, {rows}) n
) shuffled ORDER BY hashint8(n + 1000000000);
VACUUM ANALYZE jobs_job
"""

_ACCOUNTS = """
INSERT INTO accounts_account (id, password, email, is_active, is_operator, time_zone, is_time_zone_confirmed, units,
                              week_start, theme, has_shortcuts, has_first_steps, provider_order)
SELECT md5(n::text)::uuid, '!', n || '@example.org', true, false, 'UTC', false, 'metric', 0, '', true,
       true, ''
FROM generate_series(0, {accounts} - 1) n
"""


def create_accounts(superuser: psycopg.Connection, accounts: int) -> None:
    """Creates so many accounts."""
    superuser.execute(_ACCOUNTS.format(accounts=accounts))


def fill_queue(superuser: psycopg.Connection, order: QueueOrder, accounts: int) -> None:
    """Fills the queue anew: with `JOBS_PER_ACCOUNT` rows an account, and a running job of every tenth account."""
    statements = _FILL.format(order=order, kind=KIND, accounts=accounts, rows=accounts * JOBS_PER_ACCOUNT)
    for statement in statements.split(";\n"):
        superuser.execute(statement)
