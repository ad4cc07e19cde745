"""Checks what holds on every page: its controls when the server is away, its targets, its links."""
