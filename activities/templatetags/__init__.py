"""Formats numbers, dates and sports for templates."""
