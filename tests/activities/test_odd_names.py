"""Files are read whatever their senders and archives call them."""

import struct
import zlib
from zipfile import ZipFile, ZipInfo

import pytest

from activities.models import SourceFile
from providers.sandbox.writers import fit
from tests.activities.factories import upload_files
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.django_db

RIDE = fit.fit(fit.file_id(), fit.session())
NAMES = [
    b"",
    b".",
    b"..",
    b"/",
    b"a/",
    b"\\",
    b"\0",
    b"\xff\xfe",
    b"\x81\x82.fit",
    b" ",
    b"..\\..",
    "\u202e".encode(),
    b"CON",
]


def zip_of(name: bytes, data: bytes, flags: int = 0, local_name: bytes | None = None) -> bytes:
    """Returns a zip of one entry, whose name is written as it is."""
    local_name = name if local_name is None else local_name
    crc, size = zlib.crc32(data), len(data)
    entry = (
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, 0, 0, 0, crc, size, size, len(local_name), 0) + local_name + data
    )
    listed = (
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, flags, 0, 0, 0, crc, size, size, len(name), 0, 0, 0, 0, 0, 0)
        + name
    )
    return entry + listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(listed), len(entry), 0)


@pytest.mark.parametrize("flags", [0, 1, 0x40])
@pytest.mark.parametrize("name", NAMES)
def test_an_entry_of_an_archive_is_read_or_refused_whatever_its_name(as_alice, name, flags):
    upload_files({"rides.zip": zip_of(name, RIDE, flags), "ride.fit": fit.hour_ride()})
    run_jobs()
    assert not SourceFile.objects.waiting().exists()
    assert SourceFile.objects.get(name="ride.fit").state == "read"
    assert SourceFile.objects.count() == 2


def test_an_entry_over_which_pythons_zip_reader_stumbles_is_refused_alone(as_alice, monkeypatch):
    monkeypatch.setattr(ZipInfo, "is_dir", lambda info: info.filename[-1] == "/")
    monkeypatch.setattr(ZipFile, "open", lambda archive, info: info.is_dir())
    upload_files({"rides.zip": zip_of(b"", RIDE), "ride.fit": fit.hour_ride()})
    run_jobs()
    assert SourceFile.objects.get(name="unnamed").reason == "zip_bad"
    assert SourceFile.objects.get(name="ride.fit").state == "read"
