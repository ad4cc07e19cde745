"""Makes activity files and uploads them, for tests."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta

from activities.models import SourceFile, Upload
from activities.services.receive import IncomingFile, receive_files
from providers.sandbox.writers import fit, gpx, tcx
from providers.sandbox.writers.fit import START

DAY = timedelta(days=1)


def upload_files(files: Mapping[str, bytes]) -> list[SourceFile]:
    """Uploads the files, given by name, for the current owner."""
    return receive_files(
        Upload.objects.create(), [IncomingFile(name, io.BytesIO(data)) for name, data in files.items()]
    )


def ride_files(count: int, start: datetime = START) -> dict[str, bytes]:
    """Returns short activity files, a day apart, of the three formats in turn."""
    writers = (
        ("fit", lambda moment: fit.fit(fit.file_id(), fit.session(moment, 3600, 25_000))),
        ("gpx", lambda moment: gpx.gpx(gpx.track(gpx.points(moment, 60))).encode()),
        ("tcx", lambda moment: tcx.tcx(tcx.activity(tcx.lap(moment, 3600))).encode()),
    )
    files = {}
    for number in range(count):
        extension, write = writers[number % 3]
        files[f"ride-{number:03}.{extension}"] = write(start + number * DAY)
    return files


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Returns a flat zip of the files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()
