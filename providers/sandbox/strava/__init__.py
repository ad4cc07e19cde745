"""Answers as Strava's API does."""
