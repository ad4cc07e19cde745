"""Lists the connections that the main loop watches, and counts all connections by the address of their client."""

import selectors
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from tracekit_site.web_server.client_address import client_address
from tracekit_site.web_server.connection import ClientConnection
from tracekit_site.web_server.limits import Limits

Callback = Callable[[ClientConnection], None]


class WatchList:
    """Holds the connections that wait for their client, the longest watched first; those in a thread are not in it."""

    def __init__(self, poller: selectors.BaseSelector, limits: Limits) -> None:
        self._poller = poller
        self._limits = limits
        self._watched: dict[ClientConnection, None] = {}
        self._counts: Counter[str] = Counter()
        self._total = 0

    def watch(self, connection: ClientConnection, event: int, callback: Callback) -> None:
        """Calls back with the connection whenever its socket is ready, as long as it is watched."""
        self._poller.register(connection.socket, event, partial(self._call_back, connection, callback))
        self._watched[connection] = None

    def unwatch(self, connection: ClientConnection) -> None:
        """Ends the watch, if there is one."""
        if connection in self._watched:
            del self._watched[connection]
            self._poller.unregister(connection.socket)

    def __contains__(self, connection: ClientConnection) -> bool:
        return connection in self._watched

    def list_expired(self, now: float) -> list[ClientConnection]:
        """Returns the watched connections whose time is over."""
        return [connection for connection in self._watched if connection.deadline <= now]

    def cap_deadlines(self, deadline: float) -> None:
        """Lets no connection wait longer than this that has no whole head yet, or has had its last response."""
        for connection in self._watched:
            if connection.is_ending or not connection.request.head:
                connection.deadline = min(connection.deadline, deadline)

    def count_in(self, connection: ClientConnection) -> None:
        """Counts a new connection."""
        self._total += 1
        self.count_by_address(connection)

    def count_by_address(self, connection: ClientConnection) -> None:
        """Counts a connection under the address of its client, which a proxy names in the head of a request."""
        address = client_address(connection.client, connection.request.head)
        if address == connection.address:
            return
        self._uncount(connection)
        connection.address = address
        if connection.address:
            self._counts[connection.address] += 1

    def count_out(self, connection: ClientConnection) -> None:
        """Stops counting a connection that was closed."""
        self._total -= 1
        self._uncount(connection)

    def find_surplus(self, newest: ClientConnection) -> ClientConnection | None:
        """Returns the connection that has to make room for a new one, if any has to.

        It is the longest watched of the same address, or, where all connections are too many, of the address that has
        most of them: whoever sends a whole request at once is watched for a moment only.
        """
        if newest.address and self._counts[newest.address] > self._limits.connections_of_address:
            return next(self._list_others(newest, newest.address), None)
        if self._total > self._limits.connections:
            busiest = max(self._counts, key=self._counts.__getitem__, default=None)
            return next(self._list_others(newest, busiest), None) or next(self._list_others(newest), None)
        return None

    def find_upload(self, newest: ClientConnection) -> ClientConnection | None:
        """Returns the longest watched connection for which much is buffered, so that it can make room for another."""
        uploads = (other for other in self._list_others(newest) if other.buffered_size > self._limits.checked_size)
        return next(uploads, None)

    def _call_back(self, connection: ClientConnection, callback: Callback, _: object) -> None:
        """Calls back, unless the connection was ended by what happened to another in the same round."""
        if connection in self._watched:
            callback(connection)

    def _list_others(self, newest: ClientConnection, address: str | None = None) -> Iterator[ClientConnection]:
        for connection in self._watched:
            if connection is not newest and address in (None, connection.address):
                yield connection

    def _uncount(self, connection: ClientConnection) -> None:
        if connection.address:
            self._counts[connection.address] -= 1
            if not self._counts[connection.address]:
                del self._counts[connection.address]
