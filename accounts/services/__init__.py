"""Changes accounts: sessions, second factors, links, keys, and their end."""
