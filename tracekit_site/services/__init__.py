"""Changes what concerns the whole install: checks it, prepares a release, deletes an account with all it has."""
