"""Runs what `bin/up` starts: one parent keeps the web process and the worker running, and ends both when it ends."""
