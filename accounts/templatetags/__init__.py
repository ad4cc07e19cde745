"""Tells templates about the security of the account."""
