"""Holds the published privacy policy as data: every promise, the changes, and the documents made of them."""
