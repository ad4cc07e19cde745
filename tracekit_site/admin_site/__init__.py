"""Shows Django's admin to operators: behind our own sign-in, and only the tables that are named here."""
