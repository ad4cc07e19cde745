"""Describes uploaded files as a provider."""
