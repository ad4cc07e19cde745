"""Files on their way in, for tests."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta

from activities.models import SourceFile, Upload
from activities.services.receive import IncomingFile, receive_files
from providers.sandbox.writers import fit, gpx, tcx
from providers.sandbox.writers.fit import START

DAY = timedelta(days=1)


def upload(files: Mapping[str, bytes]) -> list[SourceFile]:
    """Uploads the files, by shown name, in the open scope."""
    return receive_files(
        Upload.objects.create(), [IncomingFile(name, io.BytesIO(data)) for name, data in files.items()]
    )


def rides(count: int, start: datetime = START) -> dict[str, bytes]:
    """So many short activity files, a day apart, of the three formats in turn."""
    makers = (
        ("fit", lambda at: fit.fit(fit.file_id(), fit.session(at, 3600, 25_000))),
        ("gpx", lambda at: gpx.gpx(gpx.track(gpx.points(at, 60))).encode()),
        ("tcx", lambda at: tcx.tcx(tcx.activity(tcx.lap(at, 3600))).encode()),
    )
    made = {}
    for number in range(count):
        ending, make = makers[number % 3]
        made[f"ride-{number:03}.{ending}"] = make(start + number * DAY)
    return made


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in a flat zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()
