"""Stores activities and source files: the record, sports, parsers, storage."""
