"""Consents: codes, tokens, and what they allow."""

import secrets
import time
from dataclasses import dataclass
from sqlite3 import Row

from providers.sandbox.store.database import Database

CODE_S = 600
EARLY_S = 3600
"""A refresh gives the same token back while it is good for longer than this."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One consent of an athlete; the tokens that are asked for or were given with it."""

    id: int
    athlete: str
    scopes: frozenset[str]
    made_at: float
    is_alive: bool = True

    @classmethod
    def of(cls, row: Row) -> "Grant":
        """The grant in a row."""
        return cls(row["id"], row["athlete"], frozenset(row["scopes"].split(",")), row["made_at"], row["is_alive"])


@dataclass(frozen=True, slots=True)
class Tokens:
    """What `POST /oauth/token` hands out."""

    grant: Grant
    access: str
    refresh: str
    expires_at: int


class Grants:
    """Every method is one transaction; access tokens last `access_s`."""

    def __init__(self, database: Database, access_s: float) -> None:
        self._database = database
        self._access_s = access_s

    def offer(self, athlete: str, scopes: frozenset[str]) -> str:
        """A consent was given: the code that goes back to the application."""
        code = secrets.token_hex(20)
        listed = ",".join(sorted(scopes))
        self._database.run("INSERT INTO codes VALUES (?, ?, ?, ?, 0)", code, athlete, listed, time.time())
        return code

    def athlete_of_code(self, code: str) -> str:
        """Whose code that is or was; empty when nobody's."""
        row = self._database.row("SELECT athlete FROM codes WHERE code = ?", code)
        return row["athlete"] if row else ""

    def redeem(self, code: str) -> Tokens | None:
        """The first tokens for a code; None when it is unknown, used or older than ten minutes."""
        fresh = "SELECT athlete, scopes FROM codes WHERE code = ? AND is_used = 0 AND made_at > ?"
        with self._database.transaction():
            row = self._database.row(fresh, code, time.time() - CODE_S)
            if row is None:
                return None
            self._database.run("UPDATE codes SET is_used = 1 WHERE code = ?", code)
            made = "INSERT INTO grants (athlete, scopes, made_at) VALUES (?, ?, ?)"
            number = self._database.run(made, row["athlete"], row["scopes"], time.time())
            grant = Grant(number, row["athlete"], frozenset(row["scopes"].split(",")), time.time())
            return self._handed_out(grant)

    def refreshed(self, token: str) -> Tokens | None:
        """Tokens for a refresh token: the same ones while there is time, else new ones, and the old one is dead."""
        with self._database.transaction():
            grant = self.find(token, "refresh")
            if grant is None or not grant.is_alive:
                return None
            still = self._access_of(grant)
            if still and still["expires_at"] > time.time() + EARLY_S:
                return Tokens(grant, still["token"], token, int(still["expires_at"]))
            self._database.run("UPDATE tokens SET is_alive = 0 WHERE token = ?", token)
            return self._handed_out(grant)

    def find(self, token: str, kind: str) -> Grant | None:
        """The grant of a token, `is_alive` while the token is good; None when nobody was ever given that token."""
        row = self._database.row(
            "SELECT grants.*, is_alive AND expires_at > ? AS is_alive FROM tokens JOIN grants ON grants.id = grant_id"
            " WHERE token = ? AND kind = ?",
            time.time(),
            token,
            kind,
        )
        return Grant.of(row) if row else None

    def revoke(self, grant: Grant) -> None:
        """All tokens of a grant die."""
        self._database.run("UPDATE tokens SET is_alive = 0 WHERE grant_id = ?", grant.id)

    def revoke_all(self, athlete: str) -> None:
        """All tokens of an athlete die, as when access is withdrawn in the platform's settings."""
        self._database.run(
            "UPDATE tokens SET is_alive = 0 WHERE grant_id IN (SELECT id FROM grants WHERE athlete = ?)", athlete
        )

    def expire(self, athlete: str) -> None:
        """The access tokens of an athlete are over now; they can be refreshed."""
        self._database.run(
            "UPDATE tokens SET expires_at = 0 WHERE kind = 'access' AND grant_id IN"
            " (SELECT id FROM grants WHERE athlete = ?)",
            athlete,
        )

    def of(self, athlete: str) -> list[Grant]:
        """The athlete's grants, newest first."""
        rows = self._database.rows(
            "SELECT grants.*, EXISTS"
            " (SELECT 1 FROM tokens WHERE grant_id = grants.id AND kind = 'refresh' AND is_alive) AS is_alive"
            " FROM grants WHERE athlete = ? ORDER BY id DESC",
            athlete,
        )
        return [Grant.of(row) for row in rows]

    def tokens(self, athlete: str) -> list[str]:
        """Every token that the athlete's applications were ever given."""
        query = "SELECT token FROM tokens JOIN grants ON grants.id = grant_id WHERE athlete = ? ORDER BY tokens.rowid"
        return [row["token"] for row in self._database.rows(query, athlete)]

    def _access_of(self, grant: Grant) -> Row | None:
        newest = "SELECT * FROM tokens WHERE grant_id = ? AND kind = 'access' AND is_alive ORDER BY expires_at DESC"
        return self._database.row(newest, grant.id)

    def _handed_out(self, grant: Grant) -> Tokens:
        access, refresh = secrets.token_hex(20), secrets.token_hex(20)
        expires_at = int(time.time() + self._access_s)
        for token, kind, until in ((access, "access", expires_at), (refresh, "refresh", 1e12)):
            self._database.run("INSERT INTO tokens VALUES (?, ?, ?, ?, 1)", token, grant.id, kind, until)
        return Tokens(grant, access, refresh, expires_at)
