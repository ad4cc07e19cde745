"""Connects accounts to platforms: the contract of a provider, connections, tokens, pulls, and the only way to write."""
