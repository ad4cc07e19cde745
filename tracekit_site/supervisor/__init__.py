"""Runs what `bin/up` starts: one parent keeps the web process and the worker alive and takes both down with it."""
