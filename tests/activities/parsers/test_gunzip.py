import gzip

import pytest

from activities.parsers.gunzip import gunzip, gunzip_if_packed
from activities.parsers.parse import parse_file
from providers.sandbox.writers import fit
from tests.activities.parsers.refusals import refusal_of


def test_unpacked_bytes_are_returned_unchanged():
    data = fit.fit(fit.file_id())

    assert gunzip_if_packed(data) is data


def test_a_packed_file_has_the_id_of_the_file_itself():
    data = fit.fit(fit.file_id(), fit.session())

    assert parse_file(gunzip_if_packed(gzip.compress(data))).records == parse_file(data).records


def test_members_are_joined_and_zeros_after_them_ignored():
    assert gunzip(gzip.compress(b"one ") + b"\0\0" + gzip.compress(b"two") + b"\0" * 99) == b"one two"


def test_a_cut_file_is_unpacked_up_to_the_cut():
    data = fit.hour_ride()
    unpacked = gunzip(gzip.compress(data)[:-2000])

    assert data.startswith(unpacked)
    assert len(unpacked) > len(data) / 2


def test_garbage_after_the_end_is_ignored():
    assert gunzip(gzip.compress(b"one") + b"garbage") == b"one"


def test_an_empty_file_stays_empty():
    assert gunzip(gzip.compress(b"")) == b""


@pytest.mark.parametrize("data", [b"\x1f\x8b", b"\x1f\x8b garbage", b"\x1f\x8b\x08\x00"])
def test_a_file_damaged_at_its_beginning_is_refused_or_empty(data):
    if len(data) > 4:
        assert refusal_of(data, gunzip).code == "gz_bad"
    else:
        assert gunzip(data) == b""


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = gzip.compress(b"\0" * (30 << 20))

    assert refusal_of(bomb, gunzip).code == "ratio"


def test_more_than_64_mb_are_refused():
    member = gzip.compress(bytes(range(256)) * 256, 1)

    assert refusal_of(member * 1100, gunzip).code == "too_big"


def test_members_after_the_ten_thousandth_are_not_unpacked():
    assert len(gunzip(gzip.compress(b"x") * 20_000)) == 10_000
