"""The process that parses is kept for its owner's next step, and never meets a file of another owner."""

from collections import defaultdict
from uuid import UUID

import pytest

from accounts.jobs.services.run import run_next
from accounts.models import Account
from accounts.scope import current_owner_id, owner_scope
from activities.parsers.process import ParserProcess
from activities.parsers.result import ParseResult
from activities.services import owner_parser
from tests.activities.factories import ride_files, upload_files
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]

Pids = dict[UUID, list[int]]


@pytest.fixture
def pids(monkeypatch: pytest.MonkeyPatch) -> Pids:
    """Returns for each owner the ids of the processes that parsed, one for each file; a step reads one file."""
    monkeypatch.setattr("activities.services.read_files.MAX_STEP_S", 0.0)
    pids: Pids = defaultdict(list)
    parse = ParserProcess.parse

    def record(parser: ParserProcess, data: bytes) -> ParseResult:
        result = parse(parser, data)
        assert parser._process is not None
        pids[current_owner_id()].append(parser._process.pid)
        return result

    monkeypatch.setattr(ParserProcess, "parse", record)
    return pids


def test_the_steps_of_one_owner_share_a_process(as_alice: Account, pids: Pids) -> None:
    upload_files(ride_files(3))
    assert run_jobs() == 3
    assert len(pids[as_alice.pk]) == 3
    assert len(set(pids[as_alice.pk])) == 1


def test_no_file_meets_a_process_that_parsed_a_file_of_another_owner(
    alice: Account, mallory: Account, pids: Pids
) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            upload_files(ride_files(3))
    run_jobs()
    assert [len(pids[account.pk]) for account in (alice, mallory)] == [3, 3]
    assert not set(pids[alice.pk]) & set(pids[mallory.pk])


def test_the_process_of_an_owner_ends_before_another_owners_step(alice: Account, mallory: Account, pids: Pids) -> None:
    with owner_scope(alice):
        upload_files(ride_files(3))
    run_next()
    (previous,) = owner_parser._kept.values()
    with owner_scope(mallory), owner_parser.owner_parser() as parser:
        assert previous._process is None
        assert parser is not previous


def test_no_process_is_left_when_all_is_read(as_alice: Account, pids: Pids) -> None:
    upload_files(ride_files(2))
    run_jobs()
    assert [parser._process for parser in owner_parser._kept.values()] == [None]


def test_a_step_that_fails_keeps_no_process(as_alice: Account) -> None:
    (data,) = ride_files(1).values()

    def fail(parser: ParserProcess) -> None:
        parser.parse(data)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), owner_parser.owner_parser() as parser:
        fail(parser)
    assert parser._process is None
    assert not owner_parser._kept
