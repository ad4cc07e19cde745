"""Runs a fleet for a bench: a cluster, a Redis and processes of its own, and a small app whose jobs can be counted."""
