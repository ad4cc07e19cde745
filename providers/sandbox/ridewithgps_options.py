"""Holds what the operator of the sandbox can choose about RideWithGPS."""

from dataclasses import dataclass, field

from providers.sandbox.limits import SandboxLimits


@dataclass
class RideWithGpsOptions:
    """Holds the options, which the control API changes while the sandbox runs.

    `webhook_url` is where changes of trips are told; without one nobody is told.
    `returns_state` decides whether a consent brings `state` back, which the platform does not promise.
    Its limits are unpublished, so that no response states them; these are counted apart from Strava's.
    """

    webhook_url: str = ""
    returns_state: bool = True
    limits: SandboxLimits = field(default_factory=SandboxLimits)
