"""Changes connections: authorizes, pulls, refreshes tokens, disconnects, and pushes a write-back."""
