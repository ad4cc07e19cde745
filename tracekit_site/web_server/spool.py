"""Stores bytes that wait for a thread or for a client."""

from tempfile import SpooledTemporaryFile

from tracekit_site.web_server.limits import Budget, BufferFull

MEMORY_SIZE = 64_000
"""What is larger is stored in a file without a name."""


class Spool:
    """Stores bytes until they are read; they count against the budget until it is closed."""

    def __init__(self, budget: Budget) -> None:
        self.size = 0
        self._budget = budget
        self._read = 0
        self._file = SpooledTemporaryFile(MEMORY_SIZE)  # noqa: SIM115 - `close` closes it

    def append(self, data: bytes) -> None:
        """Adds bytes at the end. Raises BufferFull."""
        self._budget.take(len(data))
        try:
            self._file.seek(self.size)
            self._file.write(data)
        except OSError:
            self._budget.give_back(len(data))
            raise BufferFull from None
        self.size += len(data)

    def read(self, size: int) -> bytes:
        """Returns at most so many of the bytes that were not read yet; nothing at the end."""
        self._file.seek(self._read)
        data = self._file.read(size)
        self._read += len(data)
        return data

    def close(self) -> None:
        """Deletes the bytes and gives their number back to the budget; a second time it does nothing."""
        self._budget.give_back(self.size)
        self.size = 0
        self._file.close()
