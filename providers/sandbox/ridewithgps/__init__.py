"""Speaks RideWithGPS: OAuth, the API v1, and the older API that has gear and changes trips."""
