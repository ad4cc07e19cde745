"""Serves files to download: one recording, or all files of an athlete."""

import io
import zipfile

from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.pages.rendering import render_not_found
from providers.sandbox.recording import CONTENT_TYPES, file_kinds, file_stem, write_recording
from providers.sandbox.service import SandboxService


def download_file(
    service: SandboxService, request: SandboxRequest, code: str, number: str, kind: str
) -> SandboxResponse:
    """Answers `GET /athletes/<code>/files/<id>.<kind>`; the id is one of an activity or of a trip."""
    activity = service.database.activities.get(int(number)) or service.database.trips.get(int(number))
    if activity is None or activity.athlete != code or kind not in file_kinds(activity.fixture):
        return render_not_found()
    name = f"{file_stem(activity.fixture)}.{kind}"
    return _attachment(write_recording(activity.fixture, kind), name, CONTENT_TYPES[kind])


def download_all_files(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `GET /athletes/<code>/files.zip`: the files as the devices wrote them."""
    if service.database.athletes.get(code) is None:
        return render_not_found()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, file in enumerate(service.database.athletes.files(code), 1):
            name = f"{number:04}-{file_stem(file.fixture)}.{file.kind}"
            archive.writestr(name, write_recording(file.fixture, file.kind))
    return _attachment(buffer.getvalue(), "files.zip", "application/zip")


def _attachment(body: bytes, name: str, content_type: str) -> SandboxResponse:
    headers = (
        ("Content-Disposition", f'attachment; filename="{name}"'),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    )
    return SandboxResponse(200, body, content_type, headers)
