"""Holds the commands that pull and that run the sandbox."""
