"""Stores grants: authorization codes, tokens, and what they allow."""

import secrets
import time
from dataclasses import dataclass
from sqlite3 import Row

from providers.sandbox.database.sqlite_file import SqliteFile
from providers.sandbox.platforms import STRAVA, Platform

CODE_LIFETIME_S = 600
REFRESH_MARGIN_S = 3600.0
"""A refresh returns the same access token while it is valid for longer than this."""
NEVER = 1e12


@dataclass(frozen=True, slots=True)
class SandboxGrant:
    """Represents one consent of an athlete on a platform.

    `is_alive` says whether the token that was looked up is valid.
    """

    id: int
    athlete: str
    granted_scopes: frozenset[str]
    created_at: float
    platform: Platform
    is_alive: bool = True

    @classmethod
    def from_row(cls, row: Row) -> "SandboxGrant":
        """Returns the grant in a row."""
        scopes = frozenset(row["scopes"].split(","))
        return cls(row["id"], row["athlete"], scopes, row["made_at"], row["platform"], row["is_alive"])


@dataclass(frozen=True, slots=True)
class SandboxTokens:
    """Holds the tokens that the exchange of a code returns; `refresh` is empty where the platform has none."""

    grant: SandboxGrant
    access: str
    refresh: str
    expires_at: int


class GrantTable:
    """Stores codes, grants and tokens; every method is one transaction.

    Access tokens last `access_s`, and are replaced by a refresh in their last `refresh_margin_s`. With
    `single_use_refresh` a refresh token works once, and its second use revokes the grant (RFC 9700, 4.14.2).
    """

    def __init__(
        self,
        file: SqliteFile,
        access_s: float,
        refresh_margin_s: float = REFRESH_MARGIN_S,
        *,
        single_use_refresh: bool = False,
    ) -> None:
        self._file = file
        self._access_s = access_s
        self._refresh_margin_s = refresh_margin_s
        self._single_use_refresh = single_use_refresh

    def create_code(
        self, athlete: str, granted_scopes: frozenset[str], platform: Platform = STRAVA, redirect_uri: str = ""
    ) -> str:
        """Records a consent; returns the authorization code for the application.

        With a `redirect_uri`, whoever redeems the code must name the same one.
        """
        code = secrets.token_hex(20)
        self._file.execute(
            "INSERT INTO codes (code, athlete, scopes, made_at, is_used, platform, redirect_uri)"
            " VALUES (?, ?, ?, ?, 0, ?, ?)",
            *(code, athlete, ",".join(sorted(granted_scopes)), time.time(), platform, redirect_uri),
        )
        return code

    def athlete_of_code(self, code: str) -> str:
        """Returns the athlete of a code, used or not; empty when nobody has that code."""
        row = self._file.fetch_one("SELECT athlete FROM codes WHERE code = ?", code)
        return row["athlete"] if row else ""

    def redeem_code(self, code: str, platform: Platform = STRAVA, redirect_uri: str = "") -> SandboxTokens | None:
        """Returns the first tokens for a code of a platform; None when it is unknown, used or older than ten minutes.

        None, too, when the consent had another `redirect_uri`: the code can still be used then.
        """
        query = (
            "SELECT athlete, scopes FROM codes WHERE code = ? AND is_used = 0 AND made_at > ? AND platform = ?"
            " AND redirect_uri IN ('', ?)"
        )
        with self._file.transaction():
            row = self._file.fetch_one(query, code, time.time() - CODE_LIFETIME_S, platform, redirect_uri)
            if row is None:
                return None
            self._file.execute("UPDATE codes SET is_used = 1 WHERE code = ?", code)
            statement = "INSERT INTO grants (athlete, scopes, made_at, platform) VALUES (?, ?, ?, ?)"
            number = self._file.execute(statement, row["athlete"], row["scopes"], time.time(), platform)
            grant = SandboxGrant(number, row["athlete"], frozenset(row["scopes"].split(",")), time.time(), platform)
            return self._issue_tokens(grant)

    def refresh(self, token: str) -> SandboxTokens | None:
        """Returns tokens for a refresh token: the same while they last, else new ones, which end the old ones.

        With single use they are always new.
        """
        with self._file.transaction():
            grant = self.find_by_token(token, "refresh")
            if grant is None or not grant.is_alive:
                if grant and self._single_use_refresh:
                    self.revoke(grant)
                return None
            access = None if self._single_use_refresh else self._newest_access_token(grant)
            if access and access["expires_at"] > time.time() + self._refresh_margin_s:
                return SandboxTokens(grant, access["token"], token, int(access["expires_at"]))
            self._file.execute("UPDATE tokens SET is_alive = 0 WHERE token = ?", token)
            return self._issue_tokens(grant)

    def find_by_token(self, token: str, kind: str, platform: Platform = STRAVA) -> SandboxGrant | None:
        """Returns the grant of a token, `is_alive` while it is valid; None when the platform never issued it."""
        row = self._file.fetch_one(
            "SELECT grants.*, is_alive AND expires_at > ? AS is_alive FROM tokens JOIN grants ON grants.id = grant_id"
            " WHERE token = ? AND kind = ? AND platform = ?",
            *(time.time(), token, kind, platform),
        )
        return SandboxGrant.from_row(row) if row else None

    def revoke(self, grant: SandboxGrant) -> None:
        """Revokes all tokens of a grant."""
        self._file.execute("UPDATE tokens SET is_alive = 0 WHERE grant_id = ?", grant.id)

    def revoke_all(self, athlete: str, platform: Platform = STRAVA) -> None:
        """Revokes all tokens of an athlete, as when access is withdrawn in the platform's settings."""
        self._file.execute(
            "UPDATE tokens SET is_alive = 0 WHERE grant_id IN"
            " (SELECT id FROM grants WHERE athlete = ? AND platform = ?)",
            *(athlete, platform),
        )

    def expire_access_tokens(self, athlete: str) -> None:
        """Lets the access tokens of an athlete expire now, if they can be refreshed."""
        self._file.execute(
            "UPDATE tokens SET expires_at = 0 WHERE kind = 'access' AND expires_at < ? AND grant_id IN"
            " (SELECT id FROM grants WHERE athlete = ?)",
            *(NEVER, athlete),
        )

    def for_athlete(self, athlete: str) -> list[SandboxGrant]:
        """Returns the athlete's grants, newest first; `is_alive` says whether they have a token that never expires."""
        rows = self._file.fetch_all(
            "SELECT grants.*, EXISTS"
            " (SELECT 1 FROM tokens WHERE grant_id = grants.id AND expires_at = ? AND is_alive) AS is_alive"
            " FROM grants WHERE athlete = ? ORDER BY id DESC",
            *(NEVER, athlete),
        )
        return [SandboxGrant.from_row(row) for row in rows]

    def all_tokens(self, athlete: str) -> list[str]:
        """Returns every token that was ever issued for the athlete, oldest first."""
        query = "SELECT token FROM tokens JOIN grants ON grants.id = grant_id WHERE athlete = ? ORDER BY tokens.rowid"
        return [row["token"] for row in self._file.fetch_all(query, athlete)]

    def _newest_access_token(self, grant: SandboxGrant) -> Row | None:
        query = "SELECT * FROM tokens WHERE grant_id = ? AND kind = 'access' AND is_alive ORDER BY expires_at DESC"
        return self._file.fetch_one(query, grant.id)

    def _issue_tokens(self, grant: SandboxGrant) -> SandboxTokens:
        """Issues tokens: at Strava an access token that expires and a refresh token, else one that never expires."""
        access = secrets.token_hex(20)
        refresh = secrets.token_hex(20) if grant.platform == STRAVA else ""
        expires_at = int(time.time() + self._access_s) if refresh else int(NEVER)
        for token, kind, until in ((access, "access", expires_at), (refresh, "refresh", NEVER)):
            if token:
                self._file.execute("INSERT INTO tokens VALUES (?, ?, ?, ?, 1)", token, grant.id, kind, until)
        return SandboxTokens(grant, access, refresh, expires_at)
