"""Stores where the application wants to be told of changes."""

import time
from dataclasses import dataclass

from providers.sandbox.database.sqlite_file import SqliteFile


@dataclass(frozen=True, slots=True)
class SandboxSubscription:
    """Represents the application's subscription to events."""

    id: int
    callback_url: str
    created_at: float


class SubscriptionTable:
    """Stores the subscription; an application has one at most."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, callback_url: str) -> SandboxSubscription | None:
        """Adds the subscription; returns None when there is one already."""
        with self._file.transaction():
            if self.current():
                return None
            statement = "INSERT INTO subscriptions (callback_url, made_at) VALUES (?, ?)"
            self._file.execute(statement, callback_url, time.time())
            return self.current()

    def current(self) -> SandboxSubscription | None:
        """Returns the subscription; None when there is none."""
        row = self._file.fetch_one("SELECT id, callback_url, made_at FROM subscriptions")
        return SandboxSubscription(*row) if row else None

    def delete(self, number: int) -> bool:
        """Deletes the subscription with an id; returns whether there was one."""
        with self._file.transaction():
            current = self.current()
            self._file.execute("DELETE FROM subscriptions WHERE id = ?", number)
            return current is not None and current.id == number
