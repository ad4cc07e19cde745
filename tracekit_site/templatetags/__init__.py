"""Includes the parts of pages that Jinja2 renders."""
