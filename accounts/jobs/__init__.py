"""Queues background work: the job table, claims and leases, workers, the schedule."""
