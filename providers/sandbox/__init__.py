"""Stands in for the platforms: a real HTTP service that speaks Strava's dialect, with generated athletes.

It knows nothing of tracekit: no model, no settings. `providers.sandbox.server.Sandbox` runs it in a thread.
"""
