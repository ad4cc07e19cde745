"""Decides which activities are the same workout, what differs between them, and writes back what an athlete clicks."""
