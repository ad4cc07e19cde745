"""Answers the addresses of accounts: sign-in, settings, second factors, sessions."""
