"""Every form of the accounts: getting in, staying in, settings."""
