import gzip

import pytest

from activities.parsers.gz import gunzip, unpacked
from activities.parsers.parse import parse_file
from providers.sandbox.writers import fit
from tests.activities.files.refusal import refusal


def test_what_is_not_packed_stays_the_very_same_bytes():
    data = fit.fit(fit.file_id())

    assert unpacked(data) is data


def test_a_packed_file_has_the_id_of_the_file_itself():
    data = fit.fit(fit.file_id(), fit.session())

    assert parse_file(unpacked(gzip.compress(data))).records == parse_file(data).records


def test_members_are_joined_and_zeros_after_them_ignored():
    assert gunzip(gzip.compress(b"one ") + b"\0\0" + gzip.compress(b"two") + b"\0" * 99) == b"one two"


def test_of_a_cut_file_what_comes_out_is_kept():
    data = fit.hour()
    out = gunzip(gzip.compress(data)[:-2000])

    assert data.startswith(out)
    assert len(out) > len(data) / 2


def test_garbage_after_the_end_is_ignored():
    assert gunzip(gzip.compress(b"one") + b"garbage") == b"one"


def test_an_empty_file_stays_empty():
    assert gunzip(gzip.compress(b"")) == b""


@pytest.mark.parametrize("data", [b"\x1f\x8b", b"\x1f\x8b garbage", b"\x1f\x8b\x08\x00"])
def test_one_damaged_at_its_beginning_is_refused_or_empty(data):
    if len(data) > 4:
        assert refusal(data, gunzip).code == "gz_bad"
    else:
        assert gunzip(data) == b""


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = gzip.compress(b"\0" * (30 << 20))

    assert refusal(bomb, gunzip).code == "ratio"


def test_more_than_64_mb_are_refused():
    piece = gzip.compress(bytes(range(256)) * 256, 1)

    assert refusal(piece * 1100, gunzip).code == "too_big"


def test_a_million_members_end_at_ten_thousand():
    assert len(gunzip(gzip.compress(b"x") * 20_000)) == 10_000
