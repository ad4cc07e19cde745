-- The database's container runs this once, when its volume is new.
CREATE ROLE tracekit LOGIN;
CREATE DATABASE tracekit OWNER tracekit;
