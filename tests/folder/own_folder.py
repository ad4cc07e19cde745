"""Writes an athlete's folder, scans it, and takes a picture of it that shows every change."""

import hashlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from activities.services.scan_folder import schedule_folder_scan
from tests.activities.factories import ride_files
from tests.run_jobs import run_jobs

HOUR_S = 3600
FIRST_RIDE = datetime(2023, 5, 3, 6, 30, tzinfo=UTC)


def write_file(path: Path, data: bytes, age_s: float = HOUR_S) -> None:
    """Writes a file that nothing has changed for that long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    changed_at = time.time() - age_s
    os.utime(path, (changed_at, changed_at))


def write_rides(folder: Path, count: int) -> list[Path]:
    """Writes rides of the three formats, a day apart, into folders within folders."""
    paths = []
    for number, (name, data) in enumerate(ride_files(count, FIRST_RIDE).items()):
        paths.append(folder / f"{number % 7}" / f"{number % 3}" / name)
        write_file(paths[-1], data)
    return paths


def take_picture(folder: Path) -> dict[str, tuple[object, ...]]:
    """Returns everything of each file and folder that a program could have changed."""
    picture: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        times = (status.st_mtime_ns, status.st_ctime_ns)
        picture[str(path)] = (status.st_mode, status.st_uid, status.st_ino, status.st_size, *times, content)
    return picture


def sweep(times: int = 1) -> None:
    """Scans the folder as the schedule does, and reads what is new in it, that many times."""
    for _ in range(times):
        schedule_folder_scan()
        run_jobs()
