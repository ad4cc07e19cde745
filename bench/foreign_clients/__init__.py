"""Runs API clients that nobody here wrote against the sandbox: `python -m bench.foreign_clients`."""
