"""The operator's desk: Django's admin, with a door of our own and only the tables that are named here."""
