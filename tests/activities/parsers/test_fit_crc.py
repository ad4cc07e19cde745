from fitparse.records import Crc
from hypothesis import given
from hypothesis import strategies as st

from activities.parsers.fit.crc import crc16
from providers.sandbox.writers.fit import hour_ride


@given(st.binary(max_size=300))
def test_the_checksum_of_few_bytes_equals_fitparse_s(data):
    assert crc16(data) == Crc.calculate(data)


def test_the_checksum_of_many_bytes_equals_fitparse_s():
    data = hour_ride()

    for length in (2048, 2049, 4095, 4096, 4097, 8191, 20_000, 32_767, 32_768, 65_534, 65_535, len(data)):
        assert crc16(data[:length]) == Crc.calculate(data[:length])


def test_the_checksum_of_bytes_and_their_checksum_is_zero():
    assert crc16(hour_ride()) == 0
