"""Changes the job table: enqueues, runs, retries, releases and sweeps."""
