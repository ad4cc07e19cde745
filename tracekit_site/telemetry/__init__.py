"""Tells operators what happens: JSON lines in the log, and error reports to Sentry, both through one allow-list."""
