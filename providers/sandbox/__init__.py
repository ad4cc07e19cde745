"""A stand-in for the platforms: a real HTTP service that speaks Strava's dialect, with athletes that are made up.

It knows nothing of tracekit: no model, no settings.  `providers.sandbox.server.Sandbox` runs it in a thread.
"""
