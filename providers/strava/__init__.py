"""Speaks Strava's API: its calls, its mapping to records, and its only write."""
