"""The store of files that all machines of an install share, a folder or a bucket: another one is found out."""

import resource
from pathlib import Path

import pytest

from tests.commands.machine import Machine, single_fault
from tests.file_stores import ACCESS_KEY, SECRET_KEY, run_s3_server, s3_client
from tests.waiting import TIMEOUT_S

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


def test_another_store_of_files_is_found_out(member: Machine, tmp_path: Path) -> None:
    keys = {"SECRET_KEY": member.key("secret-key"), "CREDENTIAL_KEYS": member.key("credential-keys")}
    second = member.elsewhere(tmp_path / "second").but(**keys)
    faults = second.doctor("--quiet").err
    assert f"The files of this database are not in {second.data}/files" in faults
    assert f"The static files of this release are not in {second.data}/static on this machine" in faults
    assert second.release().status == 1
    (second.data / "files").symlink_to(member.data / "files")
    assert second.release().status == 0
    assert second.doctor("--quiet") == (0, "", "")
    (member.data / "files/.install").write_text("of somebody else")
    assert "are those of another database" in single_fault(second)


def test_a_bucket_is_the_store_of_machines_that_share_no_folder(member: Machine, tmp_path: Path) -> None:
    with run_s3_server() as endpoint:
        s3_client(endpoint).create_bucket(Bucket="ours")
        s3_client(endpoint).create_bucket(Bucket="theirs")
        keys = {"SECRET_KEY": member.key("secret-key"), "CREDENTIAL_KEYS": member.key("credential-keys")}
        bucket = {
            "FILES_BUCKET": "ours",
            "FILES_ENDPOINT": endpoint,
            "FILES_KEY": ACCESS_KEY,
            "FILES_SECRET": SECRET_KEY,
        }
        first = member.but(**bucket)
        assert "The files of this database are not in the bucket ours" in single_fault(first)
        copied = (member.data / "files/.install").read_bytes()
        s3_client(endpoint).put_object(Bucket="ours", Key=".install", Body=copied)
        second = first.elsewhere(tmp_path / "second").but(**keys)
        assert second.release().status == 0
        assert "files: the shared store (the bucket ours), writable" in second.doctor().out
        assert "not in the bucket theirs" in single_fault(first.but(FILES_BUCKET="theirs"))
        assert [one["Key"] for one in s3_client(endpoint).list_objects(Bucket="ours")["Contents"]] == [".install"]
    said = first.doctor("--quiet").err.splitlines()[-1]
    assert said.startswith("The store of files (the bucket ours) does not answer or takes nothing")


def test_a_store_that_takes_nothing_is_found_out(member: Machine) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        process = member.start("python", "-m", "tracekit", "doctor", "--quiet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    _, said = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 1
    assert f"The store of files ({member.data}/files) does not answer or takes nothing" in said
