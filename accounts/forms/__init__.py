"""Validates every form of the accounts: sign-in, second factors, settings."""
