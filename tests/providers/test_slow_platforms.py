"""Files do not wait for a platform that does not answer, in the same worker."""

import pytest

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile
from providers.sandbox.server import Sandbox
from tests.activities.factories import ride_files, upload_files
from tests.jobs.processes import silent_server
from tests.ports import free_port
from tests.providers.factories import connected
from tests.waiting import wait_until
from tests.worker_process import running_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]


def test_a_platform_that_does_not_answer_delays_no_file(
    engine: str, sandbox: Sandbox, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with owner_scope(alice):
        connected(sandbox, "small")
        with silent_server(port := free_port()):
            monkeypatch.setenv("SANDBOX", "true")
            monkeypatch.setenv("SANDBOX_API_URL", f"http://127.0.0.1:{port}")
            with running_worker() as worker:
                wait_until(lambda: Job.objects.filter(kind="pull.first", state="running").exists())
                upload_files(ride_files(3))
                wait_until(lambda: SourceFile.objects.exists() and not SourceFile.objects.waiting().exists())
                assert Job.objects.get(kind="pull.first").attempts == 1
                worker.kill()
