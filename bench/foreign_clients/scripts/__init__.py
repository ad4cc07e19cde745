"""Holds the scripts that call the sandbox with a foreign client; each runs in that client's environment."""
