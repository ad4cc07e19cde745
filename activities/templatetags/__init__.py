"""Formats figures, dates and sports for templates."""
