"""Starts over: deletes what an athlete chose of their own data, in parts, and keeps the rest."""
