"""Writes what an account holds to a zip archive: its tables as JSON and CSV and, at wish, its source files."""
