"""Stores source files in an S3 bucket. This module is imported only when FILES_BUCKET is set."""

from collections.abc import Container, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import datetime
from functools import partial
from itertools import islice
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from activities.storage.file_storage import FileStorage, wrap_method
from activities.storage.storage_errors import storage_errors

CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 2, 5
REQUEST_ATTEMPTS = 2
"""A page waits about ten seconds for a bucket that does not respond."""
MAX_BYTES_IN_MEMORY = 1 << 20
SINGLE_REQUEST_SIZE = 1 << 32
"""No file is this large, so each goes in one request and leaves no parts behind."""
MAX_CONNECTIONS = 8

bucket_errors = partial(storage_errors, BotoCoreError, Boto3Error, ClientError)


class Bucket(FileStorage, S3Storage):  # type: ignore[misc]  # the package has no types
    """A bucket belongs to this install alone: objects that no row names are deleted from it."""

    delete = wrap_method(bucket_errors, S3Storage.delete)
    exists = wrap_method(bucket_errors, S3Storage.exists)
    listdir = wrap_method(bucket_errors, S3Storage.listdir)
    _save = wrap_method(bucket_errors, S3Storage._save)

    def get_default_settings(self) -> dict[str, Any]:
        """Returns the settings that are the same for every bucket; decision 0006 gives the reasons."""
        return super().get_default_settings() | {
            "client_config": Config(
                connect_timeout=CONNECT_TIMEOUT_S,
                read_timeout=READ_TIMEOUT_S,
                retries={"total_max_attempts": REQUEST_ATTEMPTS, "mode": "standard"},
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                max_pool_connections=MAX_CONNECTIONS,
            ),
            "transfer_config": TransferConfig(multipart_threshold=SINGLE_REQUEST_SIZE, use_threads=False),
            "default_acl": None,
            "file_overwrite": True,  # names are random, and checking first would cost a request for each file
            "querystring_auth": False,
        }

    def list_modified(self, folder: str, exclude: Container[str]) -> Iterator[tuple[str, datetime]]:
        """Yields as the base class says, with one request for each thousand names in the folder."""
        with bucket_errors():
            for item in self.bucket.objects.filter(Prefix=f"{folder}/"):
                if item.key not in exclude:
                    yield item.key, item.last_modified

    def delete_files(self, names: Iterable[str]) -> None:
        """Deletes these files, a few at a time, with one request each: not every bucket accepts a list."""
        delete_object = partial(self.connection.meta.client.delete_object, Bucket=self.bucket_name)
        remaining = iter(names)
        with bucket_errors(), ThreadPoolExecutor(MAX_CONNECTIONS) as pool:
            for first in islice(remaining, 1):  # alone: a bucket that does not respond costs one timeout only
                delete_object(Key=first)
            list(pool.map(lambda name: delete_object(Key=name), remaining))

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Fetches all of the bytes at once, so that reading them later needs no network."""
        with ExitStack() as stack:
            buffer = stack.enter_context(SpooledTemporaryFile(MAX_BYTES_IN_MEMORY))
            with bucket_errors():
                self._fetch(name, buffer)
            stack.pop_all()
        return File(buffer, name)

    def _fetch(self, name: str, buffer: Any) -> None:
        client = self.connection.meta.client
        try:
            response = client.get_object(Bucket=self.bucket_name, Key=name)
        except client.exceptions.NoSuchKey:
            raise FileNotFoundError(name) from None
        with closing(response["Body"]) as body:  # not `with` the body itself, which would skip the check of its length
            copyfileobj(body, buffer)
        buffer.seek(0)
