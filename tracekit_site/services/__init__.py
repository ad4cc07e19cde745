"""Provides services for the whole install: checks, releases, and the deletion of an account."""
