-- The database's container runs this once, when its volume is new; deploy/start-db.sh has written the password.
\set password `cat "$PASSWORDS_DIR/db"`
CREATE ROLE tracekit LOGIN PASSWORD :'password';
CREATE ROLE tracekit_app LOGIN PASSWORD :'password';
CREATE DATABASE tracekit OWNER tracekit;
