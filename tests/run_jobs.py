"""Runs what is queued, as a worker would, in this process."""

from accounts.jobs.services.run import next_job_id, run_job


def run_jobs(most: int = 1000) -> int:
    """Slices until nothing is due; how many there were."""
    for count in range(most):
        job_id = next_job_id()
        if job_id is None or not run_job(job_id):
            return count
    raise AssertionError("the queue does not empty")
