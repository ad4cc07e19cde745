"""What goes to a bucket and what does not, and that nobody needs one."""

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
from tests.activities.factories import rides, upload
from tests.faulty_proxy import FaultyProxy
from tests.worker_process import process_environment

LOADED = "import django; django.setup(); import sys; print(*{'boto3', 'botocore', 'storages'} & set(sys.modules))"


def test_a_file_is_one_signed_request_under_a_random_name_in_its_owners_folder(
    as_alice: Account, proxy: FaultyProxy, bucket: str
) -> None:
    upload({"../secret name.fit": rides(1)["ride-000.fit"]})
    (asked,), (headers,) = proxy.forwarded, proxy.headers
    assert re.fullmatch(rf"PUT /{bucket}/{as_alice.pk}/[0-9a-f]{{32}}", asked)
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
    assert headers["content-type"] == "application/octet-stream"
    assert not [name for name in headers if "acl" in name or "checksum" in name or "trailer" in name]
    assert "secret" not in f"{asked} {headers}"


def test_a_large_file_goes_whole_so_that_no_part_of_one_can_stay(alice: Account, proxy: FaultyProxy) -> None:
    name = source_file_storage().save(f"{alice.pk}/large", ContentFile(bytes(20_000_000)))
    assert [asked.partition(" ")[0] for asked in proxy.forwarded] == ["PUT"]
    with source_file_storage().open(name) as kept:
        assert len(kept.read()) == 20_000_000


def test_what_the_bucket_cuts_short_is_no_file(alice: Account, proxy: FaultyProxy) -> None:
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
def test_a_client_of_buckets_is_loaded_only_where_one_is_named(bucket_named: str, loaded: str) -> None:
    named = {"DJANGO_SETTINGS_MODULE": "tracekit_site.settings", "FILES_BUCKET": bucket_named}
    command = [sys.executable, "-c", LOADED]
    ran = subprocess.run(
        command, env=process_environment() | named, cwd=configured.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert " ".join(sorted(ran.stdout.split())) == loaded


def test_a_database_server_without_room_is_a_full_disk() -> None:
    full = OperationalError()
    full.__cause__ = DiskFull()
    for problem, comes_out in ((full, StorageFull), (OperationalError(), OperationalError)):
        with pytest.raises(comes_out), full_disk():
            raise problem
