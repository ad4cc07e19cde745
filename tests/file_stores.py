"""Provides both stores of source files for tests: a folder, and a bucket of a real server, behind a faulty proxy."""

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
from activities.storage.file_storage import FileStorage
from activities.storage.source_files import source_file_storage
from tests.faulty_proxy import FaultyProxy
from tests.ports import free_port
from tests.waiting import wait_until
from tracekit_site.account_export.export import ExportPart
from tracekit_site.account_import.account_import import AccountImport

ACCESS_KEY, SECRET_KEY, REGION = "test", "test", "us-east-1"


@contextmanager
def run_s3_server() -> Iterator[str]:
    """Yields the address of moto's server, which runs in a process of its own."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _accepts_connections(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def _accepts_connections(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def s3_client(endpoint: str) -> Any:
    """Returns a client that looks into buckets independently of tracekit."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        config=Config(s3={"addressing_style": "path"}),
    )


def create_bucket(endpoint: str) -> str:
    """Creates an empty bucket; returns its name."""
    name = f"files-{uuid.uuid4().hex[:12]}"
    s3_client(endpoint).create_bucket(Bucket=name)
    return name


def list_keys(endpoint: str, bucket: str) -> set[str]:
    """Returns the keys of all objects in the bucket."""
    return {entry["Key"] for entry in s3_client(endpoint).list_objects_v2(Bucket=bucket).get("Contents", ())}


def use_store(settings: Settings, monkeypatch: pytest.MonkeyPatch, backend: str, **options: Any) -> FileStorage:
    """Makes a backend the store of source files until the test ends."""
    entry = {"BACKEND": f"activities.storage.{backend}", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"source_files": entry}
    for model in (SourceFile, ExportPart, AccountImport):
        monkeypatch.setattr(model._meta.get_field("content"), "storage", storages["source_files"])
    return source_file_storage()


def use_bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch, endpoint: str, bucket: str) -> FileStorage:
    """Makes a bucket the store of source files until the test ends."""
    return use_store(
        settings,
        monkeypatch,
        "bucket.Bucket",
        bucket_name=bucket,
        endpoint_url=endpoint,
        region_name=REGION,
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
    )


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Yields the address of a server of buckets."""
    with run_s3_server() as address:
        yield address


@pytest.fixture
def bucket(s3: str) -> str:
    """Returns the name of an empty bucket."""
    return create_bucket(s3)


@pytest.fixture(params=["folder", "bucket"])
def file_store(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FileStorage:
    """Returns the store of source files: once the folder, once a bucket."""
    if request.param == "folder":
        return source_file_storage()
    return use_bucket(settings, monkeypatch, request.getfixturevalue("s3"), request.getfixturevalue("bucket"))


@pytest.fixture
def proxy(s3: str, bucket: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyProxy]:
    """Makes a bucket behind a faulty proxy the store of source files; yields the proxy."""
    faulty_proxy = FaultyProxy(s3)
    use_bucket(settings, monkeypatch, faulty_proxy.endpoint, bucket)
    yield faulty_proxy
    faulty_proxy.close()


class SmallDisk:
    """Represents a disk of its own that holds next to nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mount(self, size: str, *options: str) -> bool:
        """Mounts the disk with a size (`256k`, `8m`); returns False where this is not allowed."""
        command = ["mount", "-t", "tmpfs", "-o", ",".join((*options, f"size={size}")), "tmpfs", str(self.path)]
        return subprocess.run(command, capture_output=True).returncode == 0

    def grow(self, size: str) -> None:
        """Gives the disk a larger size."""
        assert self.mount(size, "remount")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Yields a disk of 256 kB; the test is skipped where no disk can be mounted."""
    disk = SmallDisk(tmp_path / "disk")
    disk.path.mkdir()
    if not disk.mount("256k"):
        pytest.skip("no disk can be mounted here: a full one was not tried")
    yield disk
    subprocess.run(["umount", "-l", disk.path], check=True)
