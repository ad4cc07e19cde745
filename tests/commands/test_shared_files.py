"""The doctor notices a machine that does not share the file store of its install, a folder or a bucket."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.commands.machine import Machine, single_fault, wait_for_result
from tests.file_stores import ACCESS_KEY, SECRET_KEY, list_keys, run_s3_server, s3_client

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


def read_keys(machine: Machine) -> dict[str, str]:
    """Returns the keys in the machine's data folder by setting."""
    return {"SECRET_KEY": machine.read_key("secret-key"), "CREDENTIAL_KEYS": machine.read_key("credential-keys")}


@contextmanager
def no_file_size() -> Iterator[None]:
    """Lets processes that start in the block write no byte to any file."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_the_doctor_notices_another_file_store(fleet_machine: Machine, tmp_path: Path) -> None:
    second = fleet_machine.with_data(tmp_path / "second").with_variables(**read_keys(fleet_machine))
    faults = second.doctor("--quiet").err
    assert f"The files of this database are not in {second.data}/files" in faults
    assert f"The static files of this release are not in {second.data}/static on this machine" in faults
    assert second.release().status == 1
    shutil.rmtree(second.data / "files")
    (second.data / "files").symlink_to(fleet_machine.data / "files")
    assert second.release().status == 0
    assert second.doctor("--quiet") == (0, "", "")
    (fleet_machine.data / "files/.install").write_text("of somebody else")
    assert "belong to another database" in single_fault(second)


def test_machines_that_share_no_folder_can_share_a_bucket(fleet_machine: Machine, tmp_path: Path) -> None:
    with run_s3_server() as endpoint:
        s3_client(endpoint).create_bucket(Bucket="ours")
        s3_client(endpoint).create_bucket(Bucket="theirs")
        bucket = {
            "FILES_BUCKET": "ours",
            "FILES_ENDPOINT": endpoint,
            "FILES_KEY": ACCESS_KEY,
            "FILES_SECRET": SECRET_KEY,
        }
        first = fleet_machine.with_variables(**bucket)
        assert "The files of this database are not in the bucket ours" in single_fault(first)
        marker = (fleet_machine.data / "files/.install").read_bytes()
        s3_client(endpoint).put_object(Bucket="ours", Key=".install", Body=marker)
        second = first.with_data(tmp_path / "second").with_variables(**read_keys(fleet_machine))
        assert second.release().status == 0
        assert "files: the shared store (the bucket ours), writable" in second.doctor().out
        assert "not in the bucket theirs" in single_fault(first.with_variables(FILES_BUCKET="theirs"))
        assert list_keys(endpoint, "ours") == {".install"}
    fault = first.doctor("--quiet").err.splitlines()[-1]
    assert fault.startswith("The file storage (the bucket ours) does not answer or accept files")


def test_the_doctor_notices_a_store_that_accepts_no_file(fleet_machine: Machine) -> None:
    with ExitStack() as stack:
        with no_file_size():
            process = stack.enter_context(fleet_machine.running("python", "-m", "tracekit", "doctor", "--quiet"))
        result = wait_for_result(process)
    assert result.status == 1
    assert f"The file storage ({fleet_machine.data}/files) does not answer or accept files" in result.err
