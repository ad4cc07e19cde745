#!/bin/sh
# Starts PostgreSQL in its container. A new volume gets a password: the one in DATABASE_URL, or else a random one. It is in
# a file that tracekit reads ($PASSWORDS_DIR/db). An older volume has none: there the file stays empty, and the rules of
# the release before go on.
set -eu
password_file=$PASSWORDS_DIR/db

find_password() {
    encoded=$(printf %s "${DATABASE_URL:-}" | sed -n 's|^[a-z]*://[^:/@]*:\([^@]*\)@db[:/].*|\1|p')
    if [ -n "$encoded" ]; then
        printf %s "$encoded" | perl -pe 's/%([0-9a-f]{2})/chr hex $1/gie'
    else
        tr -dc A-Za-z0-9 < /dev/urandom | head -c 40
    fi
}

if [ ! -s "$password_file" ]; then
    password=
    [ -s "$PGDATA/PG_VERSION" ] || password=$(find_password)
    printf %s "$password" > "$password_file.new"
    chmod 644 "$password_file.new" # no other container but ours has this volume
    mv "$password_file.new" "$password_file"
fi

rules=/etc/postgresql/pg_hba.conf
[ -s "$password_file" ] || rules=/etc/postgresql/pg_hba_without_password.conf
exec docker-entrypoint.sh "$@" -c "hba_file=$rules"
