"""Decodes FIT files message by message."""
