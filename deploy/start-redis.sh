#!/bin/sh
# Starts Redis in its container with a random password, which is in a file that tracekit reads ($PASSWORDS_DIR/redis).
# `start-redis.sh ping` checks that it answers. Redis keeps no password in its volume, so older volumes get one, too.
set -eu
password_file=$PASSWORDS_DIR/redis

if [ "${1:-}" = ping ]; then
    REDISCLI_AUTH=$(cat "$password_file") exec redis-cli -e ping
fi
if [ ! -s "$password_file" ]; then
    tr -dc A-Za-z0-9 < /dev/urandom | head -c 40 > "$password_file.new"
    chmod 644 "$password_file.new" # no other container but ours has this volume
    mv "$password_file.new" "$password_file"
fi
echo "requirepass $(cat "$password_file")" > "$PASSWORDS_DIR/redis.conf" # not an argument: every process can read those
chmod 644 "$PASSWORDS_DIR/redis.conf"
exec docker-entrypoint.sh redis-server "$PASSWORDS_DIR/redis.conf" "$@"
