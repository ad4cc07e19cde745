"""Source files in a bucket that speaks S3. Imported where one is set, and nowhere else."""

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

from activities.storage.file_store import FileStore, inside
from activities.storage.storage_errors import storage_errors as any_weather

CONNECT_S, READ_S = 2, 5
TRIES = 2
"""A bucket that is silent costs a page about ten seconds."""
IN_MEMORY = 1 << 20
WHOLE = 1 << 32
"""Larger than anything we take: a file goes in one request, so that no parts of one can stay behind."""
AT_ONCE = 8

weather = partial(any_weather, BotoCoreError, Boto3Error, ClientError)


class Bucket(FileStore, S3Storage):  # type: ignore[misc]  # the package has no types
    """One bucket, of this install alone: what no row names is removed from it."""

    delete = inside(weather, S3Storage.delete)
    exists = inside(weather, S3Storage.exists)
    listdir = inside(weather, S3Storage.listdir)
    _save = inside(weather, S3Storage._save)

    def get_default_settings(self) -> dict[str, Any]:
        """What is the same for every bucket; the decision about files in a bucket says why."""
        return super().get_default_settings() | {
            "client_config": Config(
                connect_timeout=CONNECT_S,
                read_timeout=READ_S,
                retries={"total_max_attempts": TRIES, "mode": "standard"},
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                max_pool_connections=AT_ONCE,
            ),
            "transfer_config": TransferConfig(multipart_threshold=WHOLE, use_threads=False),
            "default_acl": None,
            "file_overwrite": True,  # names are random: asking first would cost a request for each file
            "querystring_auth": False,
        }

    def dated(self, folder: str, but: Container[str]) -> Iterator[tuple[str, datetime]]:
        """A request for each thousand names that lie there."""
        with weather():
            for one in self.bucket.objects.filter(Prefix=f"{folder}/"):
                if one.key not in but:
                    yield one.key, one.last_modified

    def drop(self, names: Iterable[str]) -> None:
        """Removes these, a few at a time. One request each: not every bucket takes a list."""
        remove = partial(self.connection.meta.client.delete_object, Bucket=self.bucket_name)
        waiting = iter(names)
        with weather(), ThreadPoolExecutor(AT_ONCE) as pool:
            for first in islice(waiting, 1):  # alone: a bucket that is silent costs one wait and not many
                remove(Key=first)
            list(pool.map(lambda name: remove(Key=name), waiting))

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """All of the bytes, fetched at once: whoever reads them later meets no network any more."""
        with ExitStack() as stack:
            kept = stack.enter_context(SpooledTemporaryFile(IN_MEMORY))
            with weather():
                self._fetch(name, kept)
            stack.pop_all()
        return File(kept, name)

    def _fetch(self, name: str, kept: Any) -> None:
        client = self.connection.meta.client
        try:
            answer = client.get_object(Bucket=self.bucket_name, Key=name)
        except client.exceptions.NoSuchKey:
            raise FileNotFoundError(name) from None
        with closing(answer["Body"]) as body:  # not `with` the body itself: that reads past the check of its length
            copyfileobj(body, kept)
        kept.seek(0)
