"""Holds everything that is RideWithGPS's own."""
