"""Stands in for the platforms: a real HTTP service with the APIs of Strava and RideWithGPS.

It knows nothing of tracekit: no model, no settings. `providers.sandbox.server.Sandbox` runs it in a thread.
"""
