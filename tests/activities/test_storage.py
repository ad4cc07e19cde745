"""A bucket gets exactly the files, and an install without one loads no client."""

import re
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.db import OperationalError
from psycopg.errors import DiskFull

from accounts.models import Account
from activities.storage.source_files import source_file_storage
from activities.storage.storage_errors import StorageFull, StorageUnavailable, full_disk
from tests.activities.factories import ride_files, upload_files
from tests.faulty_proxy import FaultyProxy
from tests.worker_process import process_environment

PRINT_LOADED = "import django; django.setup(); import sys; print(*{'boto3', 'botocore', 'storages'} & set(sys.modules))"


def test_a_file_is_one_signed_request_under_a_random_name_in_its_owners_folder(
    as_alice: Account, proxy: FaultyProxy, bucket: str
) -> None:
    upload_files({"../secret name.fit": ride_files(1)["ride-000.fit"]})
    (request,), (headers,) = proxy.forwarded, proxy.headers
    assert re.fullmatch(rf"PUT /{bucket}/{as_alice.pk}/[0-9a-f]{{32}}", request)
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
    assert headers["content-type"] == "application/octet-stream"
    assert not [name for name in headers if "acl" in name or "checksum" in name or "trailer" in name]
    assert "secret" not in f"{request} {headers}"


def test_a_large_file_is_sent_in_one_request(alice: Account, proxy: FaultyProxy) -> None:
    name = source_file_storage().save(f"{alice.pk}/large", ContentFile(bytes(20_000_000)))
    assert [request.partition(" ")[0] for request in proxy.forwarded] == ["PUT"]
    with source_file_storage().open(name) as content:
        assert len(content.read()) == 20_000_000


def test_a_response_that_is_cut_short_is_an_error(alice: Account, proxy: FaultyProxy) -> None:
    name = source_file_storage().save(f"{alice.pk}/one", ContentFile(b"all of it"))
    proxy.max_bytes = 4
    with pytest.raises(StorageUnavailable):
        source_file_storage().open(name)


@pytest.mark.usefixtures("file_store")
def test_no_file_has_a_public_address(alice: Account) -> None:
    with pytest.raises(NotImplementedError):
        source_file_storage().url(f"{alice.pk}/any")


@pytest.mark.django_db
@pytest.mark.parametrize(("bucket_named", "loaded"), [("", ""), ("files", "boto3 botocore storages")])
def test_a_client_of_buckets_is_loaded_only_where_a_bucket_is_set(bucket_named: str, loaded: str) -> None:
    variables = {"DJANGO_SETTINGS_MODULE": "tracekit_site.settings", "FILES_BUCKET": bucket_named}
    command = [sys.executable, "-c", PRINT_LOADED]
    result = subprocess.run(
        command,
        env=process_environment() | variables,
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert " ".join(sorted(result.stdout.split())) == loaded


def test_a_database_server_without_room_is_a_full_disk() -> None:
    full = OperationalError()
    full.__cause__ = DiskFull()
    for error, expected in ((full, StorageFull), (OperationalError(), OperationalError)):
        with pytest.raises(expected), full_disk():
            raise error
