"""Holds the commands that run workers."""
