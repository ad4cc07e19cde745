"""Answers the addresses that belong to no app: landing, demo, health, errors, privacy, account deletion."""
