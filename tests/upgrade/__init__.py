"""Proves that an install of version 0.1.0 survives the upgrade to this checkout.

`dumps/` holds two filled installs of the commit 127d88c, the last one before tables, columns and stored values got the
names they have now. Each was filled by that commit's own services, pages and workers, once on SQLite and once on
PostgreSQL 15. The two killed write-backs were killed by SIGKILL in a real process.

- `database.sql` is the database: `sqlite3.Connection.iterdump`, and `pg_dump --inserts` without its comments.
- `sandbox.sql` is the store of the sandbox that played Strava, so the platform's side of every write is there too.
- `files.json` holds the stored files by their stored names, base64-encoded.
- `known.json` holds what was put in and is hashed or encrypted in the database.

Everything that ages (sessions, links, consents, confirmations, ends of write-backs) was dated 2100 at the end, so that
the dumps stay as fresh as they were. One activity is overdue for its trim, and one demo is over, on purpose.

`renames.py` lists what the migrations since then renamed; whoever writes such a migration extends it.
"""
