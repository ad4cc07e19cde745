"""Keeps accounts: people, the owner scope, sign-in, secrets, and the job table below everything."""
