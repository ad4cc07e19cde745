"""Files to download: one recording, or all that the athlete kept."""

import io
import zipfile

from providers.sandbox.http import Answer, Request
from providers.sandbox.pages.look import not_found
from providers.sandbox.recording import MEDIA, kinds_of, recording, stem
from providers.sandbox.service import Service


def one(service: Service, request: Request, code: str, number: str, kind: str) -> Answer:
    """`GET /athletes/<code>/files/<id>.<kind>`."""
    activity = service.store.activities.get(int(number))
    if activity is None or activity.athlete != code or kind not in kinds_of(activity.outing):
        return not_found()
    return _download(recording(activity.outing, kind), f"{stem(activity.outing)}.{kind}", MEDIA[kind])


def whole(service: Service, request: Request, code: str) -> Answer:
    """`GET /athletes/<code>/files.zip`: the files as the devices wrote them."""
    if service.store.athletes.get(code) is None:
        return not_found()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, kept in enumerate(service.store.athletes.kept(code), 1):
            archive.writestr(f"{number:04}-{stem(kept.outing)}.{kept.kind}", recording(kept.outing, kept.kind))
    return _download(packed.getvalue(), "files.zip", "application/zip")


def _download(body: bytes, name: str, kind: str) -> Answer:
    told = (
        ("Content-Disposition", f'attachment; filename="{name}"'),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    )
    return Answer(200, body, kind, told)
