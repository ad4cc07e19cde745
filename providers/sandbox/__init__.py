"""Stands in for the platforms: a real HTTP service with Strava's API and generated athletes.

It knows nothing of tracekit: no model, no settings. `providers.sandbox.server.Sandbox` runs it in a thread.
"""
