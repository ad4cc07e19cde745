"""Holds the accounts app: people, the owner scope, sign-in, encryption, and the job table that all apps use."""
