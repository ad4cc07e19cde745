"""Does everything that writes to one account, each by the request or the job that does it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import next_job_id, run_job
from accounts.models import Account
from accounts.scope import crossing, owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.record import ActivityRecord
from bench.crafted_files import crafted_files
from bench.file_requests import create_account, sign_in
from bench.files import make_files
from bench.history import read_history, spread_starts
from bench.lock_timer import LockTimer
from matching.models import Question, Workout
from matching.services.recompute_differences import RECOMPUTE_JOB
from matching.services.retention import TRIM_JOB
from providers.contract import Page
from providers.models import Connection, Pull
from providers.registry import PLATFORMS
from providers.services import pull, pull_page
from providers.services.start_pull import start_pull

PAGE_SIZE = 200
UPLOAD_SIZE = 20


class LockScenarios:
    """Runs the scenarios as one account that begins empty."""

    def __init__(self, timer: LockTimer, history: Path, file_count: int) -> None:
        self.timer, self.history, self.file_count = timer, read_history(history), file_count
        self.account = create_account(f"locks{timezone.now():%H%M%S%f}")
        self.client = sign_in(self.account)

    def run(self) -> None:
        """Runs all of them, each followed by its jobs."""
        steps: tuple[Callable[[], None], ...] = (
            *(self.pull_history, self.upload_files, self.answer, self.change_workouts, self.change_account),
            *(self.upload_crafted_files, self.recompute, self.trim, self.delete_uploads, self.disconnect),
        )
        for step in steps:
            print(step.__name__, flush=True)
            with owner_scope(Account.objects.get(pk=self.account.pk)):
                step()
            self.run_jobs()

    def pull_history(self) -> None:
        """Pulls what the history has of a platform, a page of 200 a step; then once more, when nothing is new."""
        for provider in sorted(PLATFORMS):
            of_provider = [record for record in reversed(self.history) if record.provider == provider]
            connection = Connection.objects.create(
                provider=provider, registration_name="bench", athlete_id="1", granted_scopes="", encrypted_tokens=b""
            )
            for kind in (Pull.Kind.FIRST, Pull.Kind.FULL):
                with _answered_from(of_provider):
                    start_pull(connection, kind).connection.pulls.update(has_fetched_gear=True)
                    self.run_jobs(suffix=f" {kind}")

    def upload_files(self) -> None:
        """Uploads files of an hour, spread over the history."""
        self._upload(make_files(list(spread_starts(self.history, self.file_count)), "mixed"))

    def upload_crafted_files(self) -> None:
        """Uploads the crafted files, and runs the jobs of each upload."""
        self._upload(list(crafted_files()))

    def answer(self) -> None:
        """Answers open questions, one by one, and then many at once."""
        pairs = list(Question.objects.values_list("first__member__workout", "second__member__workout")[:240])
        for number, (first, second) in enumerate(pairs[:40]):
            self._post("/possible/answer/", answer=("same", "different")[number % 2], pair=f"{first},{second}")
        self._post("/possible/answer/", answer="same", pair=[f"{first},{second}" for first, second in pairs[40:]])

    def change_workouts(self) -> None:
        """Splits, names, ignores, and takes some of it back."""
        workouts = Workout.objects.filter(members__is_counted=True, has_differences=True).distinct()
        for workout in workouts.order_by("local_date")[:40]:
            member = workout.members.exclude(activity=workout.leader_id).first()
            self._post(f"/workouts/{workout.pk}/name/", workout_name="A name of its own")
            if member:
                self._post(f"/workouts/{workout.pk}/split/", activity=str(member.activity_id))

    def change_account(self) -> None:
        """Reorders the providers, changes what is expected, and moves to another time zone."""
        self._post("/connections/order/", order=["file", *PLATFORMS])
        Activity.objects.update(utc_offset_s=None)
        account = Account.objects.get(pk=self.account.pk)
        account.time_zone = "Asia/Tokyo"
        account.save(update_fields=["time_zone"])
        enqueue("activities.days")

    def recompute(self) -> None:
        """Computes all differences anew, as after a release."""
        enqueue(RECOMPUTE_JOB)

    def trim(self) -> None:
        """Trims a fifth of the activities of the platform, which it has not confirmed."""
        connection = Connection.objects.get()
        ids = Activity.objects.filter(provider=connection.provider).order_by("id").values_list("id", flat=True)
        Activity.objects.filter(pk__in=list(ids[: len(ids) // 5])).update(confirmed_at=datetime(2020, 1, 1, tzinfo=UTC))
        enqueue(TRIM_JOB, provider=connection.provider, dedup_key=str(connection.pk))

    def delete_uploads(self) -> None:
        """Deletes some files, and all uploads."""
        for file in SourceFile.objects.filter(state="read").order_by("uploaded_at")[:20]:
            self._post(f"/files/{file.pk}/delete/")
        for upload in Upload.objects.all():
            self._post(f"/files/uploads/{upload.pk}/delete/")

    def disconnect(self) -> None:
        """Disconnects the platform."""
        self._post(f"/connections/{Connection.objects.get().pk}/disconnect/")

    def run_jobs(self, suffix: str = "") -> None:
        """Runs this account's jobs until none is due."""
        while job_id := next_job_id():
            with crossing():
                self.timer.kind = f"job {Job.across_accounts.get(pk=job_id).kind}{suffix}"
            run_job(job_id)

    def _upload(self, files: list[tuple[str, bytes]]) -> None:
        for start in range(0, len(files), UPLOAD_SIZE):
            uploads = [SimpleUploadedFile(name, data) for name, data in files[start : start + UPLOAD_SIZE]]
            self._post("/files/", files=uploads)
            self.run_jobs(suffix=f" {files[start][0].rpartition('-')[0]}")

    def _post(self, address: str, **fields: object) -> None:
        parts = [part if part.isalpha() else "…" for part in address.strip("/").split("/")]
        self.timer.kind = f"POST /{'/'.join(parts)}/"
        response = self.client.post(address, fields)
        assert response.status_code in (200, 204, 302, 303), (address, response.status_code)


@contextmanager
def _answered_from(records: list[ActivityRecord]) -> Iterator[None]:
    """Lets pulls get their pages from these records instead of a platform."""

    def page(span: object, cursor: str) -> Page:
        start = int(cursor or "0")
        part = tuple(records[start : start + PAGE_SIZE])
        return Page(part, len(part), str(start + PAGE_SIZE) if part else None)

    names = {"platform_for": lambda connection: SimpleNamespace(page=page), "check_share": lambda connection: None}
    originals = {
        (module, name): vars(module)[name] for module in (pull, pull_page) for name in names if name in vars(module)
    }
    for module, name in originals:
        vars(module)[name] = names[name]
    yield
    for (module, name), original in originals.items():
        vars(module)[name] = original
