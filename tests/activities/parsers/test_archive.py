import gzip
import io
import stat
import struct
import zipfile

import pytest

from activities.parsers.archive import Archive
from tests.activities.parsers.refusals import refusal_of


def zip_entries(*entries, **options):
    """Returns a zip of (name or ZipInfo, bytes) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def open_archive(data):
    """Returns the archive of these bytes."""
    return Archive(io.BytesIO(data))


def test_files_come_out_one_by_one_in_any_order():
    archive = open_archive(zip_entries(("rides/a.fit", b"one"), ("b.gpx", b"two")))

    assert len(archive) == 2
    assert archive.read_entry(1) == ("b.gpx", b"two")
    assert archive.read_entry(0) == ("a.fit", b"one")
    assert archive.entry_size(0) == 3


def test_folders_and_system_files_are_not_entries():
    archive = open_archive(
        zip_entries(
            ("rides/", b""), ("__MACOSX/rides/._a.fit", b"x"), ("rides/.DS_Store", b"x"), ("Thumbs.db", b"x"),
            ("rides/a.fit", b"one"),
        )
    )  # fmt: skip

    assert [archive.entry_name(number) for number in range(len(archive))] == ["a.fit"]


def test_a_packed_file_in_an_archive_is_unpacked():
    assert open_archive(zip_entries(("a.fit.gz", gzip.compress(b"one")))).read_entry(0)[1] == b"one"


@pytest.mark.parametrize(
    ("stored_name", "expected"),
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
def test_the_name_of_an_entry_is_made_safe_and_is_no_path(stored_name, expected):
    archive = open_archive(zip_entries((stored_name, b"one")))

    assert archive.read_entry(0) == (expected, b"one")


def test_two_files_of_one_name_are_two_entries():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zip_entries(("a.fit", b"one"), ("a.fit", b"two"))

    assert [open_archive(data).read_entry(number)[1] for number in (0, 1)] == [b"one", b"two"]


def test_a_locked_file_is_refused_alone():
    data = bytearray(zip_entries(("a.fit", b"one"), ("b.fit", b"two")))
    data[data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02")) + 8] |= 1
    archive = open_archive(bytes(data))

    assert refusal_of(0, archive.read_entry).code == "zip_password"
    assert archive.read_entry(1)[1] == b"two"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_of_another_compression_is_refused_alone(method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.fit", b"one")

    assert refusal_of(0, open_archive(buffer.getvalue()).read_entry).code == "zip_bad"


def test_a_link_is_refused():
    link = zipfile.ZipInfo("a.fit")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert refusal_of(0, open_archive(zip_entries((link, b"/etc/passwd"))).read_entry).code == "unknown"


def test_an_archive_in_an_archive_is_refused():
    assert (
        refusal_of(0, open_archive(zip_entries(("inner.zip", zip_entries(("a", b"b"))))).read_entry).code
        == "zip_nested"
    )


def test_a_file_that_unpacks_to_far_too_much_is_refused_unread():
    assert refusal_of(0, open_archive(zip_entries(("bomb", b"\0" * (20 << 20)))).read_entry).code == "ratio"


def test_a_file_that_states_less_than_it_holds_is_refused():
    data = bytearray(zip_entries(("a.fit", b"ride" * 1000)))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 10)

    assert refusal_of(0, open_archive(bytes(data)).read_entry).code == "zip_bad"


def test_damage_in_one_file_does_not_affect_the_others():
    data = bytearray(zip_entries(("a.fit", b"one" * 99), ("b.fit", b"two")))
    data[36] ^= 0xFF
    archive = open_archive(bytes(data))

    assert refusal_of(0, archive.read_entry).code == "zip_bad"
    assert archive.read_entry(1)[1] == b"two"


def test_files_that_share_their_bytes_are_refused():
    data = bytearray(zip_entries(("a.fit", b"ride" * 99), ("b.fit", b"ride" * 99)))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)

    assert refusal_of(bytes(data), open_archive).code == "zip_overlap"


def list_entries(*names):
    """Returns a zip of empty files with these names."""
    return zip_entries(*((name, b"") for name in names))


def force_64_bit(data, count=None, size=None, start=None, at=None, **short):
    """Returns the zip with a 64-bit end record; the 32-bit one leaves everything to it, or says what is in `short`."""
    end, listed, (listed_size, listed_start) = (
        len(data) - 22,
        *struct.unpack("<H", data[-12:-10]),
        struct.unpack("<II", data[-10:-2]),
    )
    values = [listed if count is None else count] * 2
    values += [listed_size if size is None else size, listed_start if start is None else start]
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, *values)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end if at is None else at, 1)
    number = short.get("short_count", 0xFFFF)
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, number, number, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + record + locator + tail


def test_more_than_2000_files_that_could_be_activities_are_refused():
    names = [str(number) for number in range(2001)]

    assert len(open_archive(list_entries(*names[:2000]))) == 2000
    assert refusal_of(list_entries(*names), open_archive).code == "zip_many_activities"


def test_more_than_2000_names_that_end_within_are_refused():
    names = [f"{number}.fit\0.jpg" for number in range(2001)]
    data = list_entries(*(name.replace("\0", "@") for name in names)).replace(b".fit@", b".fit\0")

    assert refusal_of(data, open_archive).code == "zip_many_activities"


def test_files_that_cannot_be_activities_do_not_count():
    pictures = (f"media/{number}.jpg" for number in range(2100))
    archive = open_archive(list_entries("activities.csv", *pictures, "activities/1.fit"))

    assert (archive.left_out_count, len(archive)) == (2101, 2102)
    assert [number for number in range(len(archive)) if not archive.is_left_out(number)] == [2101]


@pytest.mark.parametrize(
    "name",
    ["a.fit", "a.FIT.gz", "media/a.gpx", "a.tcx", "a", "a.txt", "a.fit.bak", "jpg", "2020.10.03", "mediafile", "a.xml"],
)
def test_a_file_that_may_be_an_activity_is_read(name):
    assert not open_archive(list_entries(name)).is_left_out(0)


@pytest.mark.parametrize(
    "name",
    [
        "a.jpg",
        "a.JPEG",
        "a.THM",
        "a.aae",
        "media/a",
        "Media/b/a.bin",
        "a.csv",
        "a.csv.gz",
        "a.mp4",
        "x\\media\\a",
        "a.fit.png",
    ],
)
def test_a_file_that_cannot_be_an_activity_by_its_name_is_left_out(name):
    archive = open_archive(list_entries("a.fit", name))

    assert [archive.is_left_out(number) for number in (0, 1)] == [False, True]


def test_an_archive_of_pictures_alone_is_refused_with_their_number():
    refused = refusal_of(list_entries("a.jpg", "b.jpg", "folder/"), open_archive)

    assert (refused.code, refused.values) == ("zip_left_out", {"count": 2})


def test_more_than_100_000_files_of_all_kinds_are_refused():
    data = list_entries("a.jpg")
    entry = data[data.index(b"PK\x01\x02") : -22]
    many = data[: data.index(b"PK\x01\x02")] + entry * 100_001
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entry) * 100_001, len(data) - len(entry) - 22, 0)

    assert refusal_of(many + end, open_archive).code == "zip_many"


def test_a_list_of_more_than_16_megabytes_is_refused_unread():
    data = bytearray(list_entries("a.fit"))
    data[-10:-6] = struct.pack("<I", (16 << 20) + 1)

    assert refusal_of(bytes(data), open_archive).code == "zip_list"


def test_an_end_record_that_lies_about_the_number_is_not_believed():
    data = bytearray(list_entries(*(str(number) for number in range(2001))))
    data[-14:-10] = struct.pack("<HH", 3, 3)

    assert refusal_of(bytes(data), open_archive).code == "zip_many_activities"


@pytest.mark.parametrize("short", [{}, {"short_count": 2}])
def test_a_64_bit_end_record_is_read(short):
    archive = open_archive(force_64_bit(zip_entries(("a.fit", b"one"), ("b.fit", b"two")), **short))

    assert [archive.read_entry(number)[1] for number in (0, 1)] == [b"one", b"two"]


@pytest.mark.parametrize(
    "lie",
    [{"short_count": 3}, {"size": 99}, {"start": 0}, {"at": 0}, {"at": 1 << 60}, {"size": 1 << 23}, {"start": 1 << 60}],
)
def test_a_64_bit_end_record_that_contradicts_the_archive_is_refused(lie):
    data = force_64_bit(zip_entries(("a.fit", b"one"), ("b.fit", b"two")), **lie)

    assert refusal_of(data, open_archive).code == "zip_bad"


def test_a_64_bit_end_record_of_too_much_is_refused_unread():
    assert refusal_of(force_64_bit(list_entries("a.fit"), count=1 << 40), open_archive).code == "zip_many"


def test_a_64_bit_end_record_cannot_hide_the_number():
    data = list_entries(*(str(number) for number in range(2001)))

    assert refusal_of(force_64_bit(data, count=3), open_archive).code == "zip_many_activities"


def test_archives_that_state_more_than_two_gigabytes_are_refused():
    data = bytearray(zip_entries(*((str(number), b"x") for number in range(2))))
    for at in (data.rindex(b"PK\x01\x02"), data.index(b"PK\x01\x02")):
        data[at + 24 : at + 28] = struct.pack("<I", 3 << 29)

    assert refusal_of(bytes(data), open_archive).code == "zip_big"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500, b"PK\x05\x06"])
def test_a_damaged_archive_is_refused(data):
    assert refusal_of(data, open_archive).code == "zip_bad"


def test_an_archive_without_a_file_is_refused_as_empty():
    assert refusal_of(zip_entries(), open_archive).code == "zip_empty"
    assert refusal_of(zip_entries(("rides/", b"")), open_archive).code == "zip_empty"
