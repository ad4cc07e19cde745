"""Lists the guards of the promises, each with the change that takes it out and the tests that must fail then."""

from bench.guards.guard import Guard
from bench.guards.limits import LIMITS
from bench.guards.owners import OWNERS
from bench.guards.pages import PAGES
from bench.guards.platforms import PLATFORMS
from bench.guards.removal import REMOVAL
from bench.guards.sign_in import SIGN_IN
from bench.guards.writes import WRITES

GUARDS: tuple[Guard, ...] = (*OWNERS, *WRITES, *SIGN_IN, *REMOVAL, *PAGES, *PLATFORMS, *LIMITS)
"""The guards stand in the order of the promises that they keep."""
