"""Makes demo accounts, shows their progress, and turns a demo into an account to keep."""
