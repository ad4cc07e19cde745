"""Calls RideWithGPS's API: its reads, their mapping to records, and its only write."""
