"""Holds the commands that import, match and list workouts."""
