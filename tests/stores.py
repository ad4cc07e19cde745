"""Both stores of source files, for tests: a folder, and a bucket of a real server, through whatever weather."""

import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.core.files.storage import storages
from pytest_django import Settings

from activities.models import SourceFile
from activities.storage.file_store import FileStore
from activities.storage.source_files import source_file_storage
from tests.commands.running import free_port
from tests.storage_faults import Weather
from tests.worker import wait_for

KEY, SECRET, REGION = "test", "test", "us-east-1"


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of moto's server, a process of its own."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: _answers(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def client(endpoint: str) -> Any:
    """What looks into a bucket beside tracekit."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}),
    )


def new_bucket(endpoint: str) -> str:
    """An empty bucket of its own."""
    name = f"files-{uuid.uuid4().hex[:12]}"
    client(endpoint).create_bucket(Bucket=name)
    return name


def keys(endpoint: str, bucket: str) -> set[str]:
    """Everything in the bucket, by its own client."""
    return {one["Key"] for one in client(endpoint).list_objects_v2(Bucket=bucket).get("Contents", ())}


def use_store(settings: Settings, monkeypatch: pytest.MonkeyPatch, backend: str, **options: Any) -> FileStore:
    """Makes that the store of source files until the test ends."""
    entry = {"BACKEND": f"activities.storage.{backend}", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"source_files": entry}
    monkeypatch.setattr(SourceFile._meta.get_field("content"), "storage", storages["source_files"])
    return source_file_storage()


def use_bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch, endpoint: str, bucket: str) -> FileStore:
    """Makes the bucket the store of source files until the test ends."""
    return use_store(
        settings,
        monkeypatch,
        "bucket.Bucket",
        bucket_name=bucket,
        endpoint_url=endpoint,
        region_name=REGION,
        access_key=KEY,
        secret_key=SECRET,
    )


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a server of buckets."""
    with s3_server() as address:
        yield address


@pytest.fixture
def bucket(s3: str) -> str:
    """The name of an empty bucket."""
    return new_bucket(s3)


@pytest.fixture(params=["folder", "bucket"])
def each_store(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """The store of source files: once the folder, once a bucket."""
    if request.param == "folder":
        return source_file_storage()
    return use_bucket(settings, monkeypatch, request.getfixturevalue("s3"), request.getfixturevalue("bucket"))


@pytest.fixture
def weather(s3: str, bucket: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Weather]:
    """The store of source files is a bucket with weather on the way to it."""
    way = Weather(s3)
    use_bucket(settings, monkeypatch, way.endpoint, bucket)
    yield way
    way.close()


class SmallDisk:
    """A disk of its own that holds next to nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mount(self, size: str, *options: str) -> bool:
        """Of that size (`256k`, `8m`); False where this is not allowed."""
        command = ["mount", "-t", "tmpfs", "-o", ",".join((*options, f"size={size}")), "tmpfs", str(self.path)]
        return subprocess.run(command, capture_output=True).returncode == 0

    def grow(self, size: str) -> None:
        """Makes room."""
        assert self.mount(size, "remount")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """256 kB; the test is skipped where no disk can be mounted."""
    disk = SmallDisk(tmp_path / "disk")
    disk.path.mkdir()
    if not disk.mount("256k"):
        pytest.skip("no disk can be mounted here: a full one was not tried")
    yield disk
    subprocess.run(["umount", "-l", disk.path], check=True)
