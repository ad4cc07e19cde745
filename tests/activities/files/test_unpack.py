import gzip
import io
import stat
import struct
import zipfile

import pytest

from activities.parsers.archive import Archive
from tests.activities.files.refusal import refusal


def zipped(*entries, **options):
    """An archive of (name or ZipInfo, bytes) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def opened(data):
    """An archive of these bytes."""
    return Archive(io.BytesIO(data))


def test_files_come_out_one_by_one_in_any_order():
    archive = opened(zipped(("rides/a.fit", b"one"), ("b.gpx", b"two")))

    assert len(archive) == 2
    assert archive.entry(1) == ("b.gpx", b"two")
    assert archive.entry(0) == ("a.fit", b"one")
    assert archive.size(0) == 3


def test_folders_and_what_systems_leave_behind_are_not_files():
    archive = opened(
        zipped(
            ("rides/", b""), ("__MACOSX/rides/._a.fit", b"x"), ("rides/.DS_Store", b"x"), ("Thumbs.db", b"x"),
            ("rides/a.fit", b"one"),
        )
    )  # fmt: skip

    assert [archive.name(number) for number in range(len(archive))] == ["a.fit"]


def test_a_packed_file_in_an_archive_is_unpacked():
    assert opened(zipped(("a.fit.gz", gzip.compress(b"one")))).entry(0)[1] == b"one"


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("/root/a.fit", "a.fit"),
        ("C:\\rides\\a.fit", "a.fit"),
        ("a\u202etif.exe", "a tif.exe"),
        ("\x1b[31mred.fit", "[31mred.fit"),
        ("a" * 300, "a" * 100),
        ("..\\", "unnamed"),
    ],
)
def test_a_name_is_only_shown_and_made_safe(inside, shown):
    archive = opened(zipped((inside, b"one")))

    assert archive.entry(0) == (shown, b"one")


def test_two_files_of_one_name_are_two():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("a.fit", b"one"), ("a.fit", b"two"))

    assert [opened(data).entry(number)[1] for number in (0, 1)] == [b"one", b"two"]


def test_a_locked_file_is_refused_alone():
    data = bytearray(zipped(("a.fit", b"one"), ("b.fit", b"two")))
    data[data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02")) + 8] |= 1
    archive = opened(bytes(data))

    assert refusal(0, archive.entry).code == "zip_password"
    assert archive.entry(1)[1] == b"two"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_packed_in_another_way_is_refused_alone(method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.fit", b"one")

    assert refusal(0, opened(buffer.getvalue()).entry).code == "zip_bad"


def test_a_link_is_refused():
    link = zipfile.ZipInfo("a.fit")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert refusal(0, opened(zipped((link, b"/etc/passwd"))).entry).code == "unknown"


def test_an_archive_in_an_archive_is_refused():
    assert refusal(0, opened(zipped(("inner.zip", zipped(("a", b"b"))))).entry).code == "zip_nested"


def test_a_file_that_unpacks_to_far_too_much_is_refused_unread():
    assert refusal(0, opened(zipped(("bomb", b"\0" * (20 << 20)))).entry).code == "ratio"


def test_a_file_that_states_less_than_it_holds_is_refused():
    data = bytearray(zipped(("a.fit", b"ride" * 1000)))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 10)

    assert refusal(0, opened(bytes(data)).entry).code == "zip_bad"


def test_damage_inside_one_file_is_its_own():
    data = bytearray(zipped(("a.fit", b"one" * 99), ("b.fit", b"two")))
    data[36] ^= 0xFF
    archive = opened(bytes(data))

    assert refusal(0, archive.entry).code == "zip_bad"
    assert archive.entry(1)[1] == b"two"


def test_files_that_share_their_bytes_are_refused():
    data = bytearray(zipped(("a.fit", b"ride" * 99), ("b.fit", b"ride" * 99)))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)

    assert refusal(bytes(data), opened).code == "zip_overlap"


def test_more_than_2000_files_are_refused():
    assert refusal(zipped(*((str(number), b"") for number in range(2001))), opened).code == "zip_many"


def test_an_end_record_that_lies_about_the_number_is_not_believed():
    data = bytearray(zipped(*((str(number), b"") for number in range(2001))))
    data[-14:-10] = struct.pack("<HH", 3, 3)

    assert refusal(bytes(data), opened).code == "zip_many"


def test_a_64_bit_end_record_cannot_hide_the_number():
    data = bytearray(zipped(*((str(number), b"") for number in range(2001))))
    end, size, start = len(data) - 22, *struct.unpack("<II", data[-10:-2])
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 2001, 2001, size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    data[-14:-6] = struct.pack("<HHI", 3, 3, 99)

    assert refusal(bytes(data[:end] + record + locator + data[end:]), opened).code == "zip_bad"


def test_archives_that_state_more_than_two_gigabytes_are_refused():
    data = bytearray(zipped(*((str(number), b"x") for number in range(2))))
    for at in (data.rindex(b"PK\x01\x02"), data.index(b"PK\x01\x02")):
        data[at + 24 : at + 28] = struct.pack("<I", 3 << 29)

    assert refusal(bytes(data), opened).code == "zip_big"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500, b"PK\x05\x06"])
def test_a_damaged_archive_is_refused(data):
    assert refusal(data, opened).code == "zip_bad"


def test_an_archive_without_a_file_has_its_own_sentence():
    assert refusal(zipped(), opened).code == "zip_empty"
    assert refusal(zipped(("rides/", b"")), opened).code == "zip_empty"
