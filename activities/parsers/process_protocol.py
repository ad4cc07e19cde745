"""Defines what the process that parses and its caller send each other; the caller need not import a parser for it."""

import struct

REQUEST_HEADER = struct.Struct("<II")
"""The header of a request holds a number, which the response repeats, and the count of the bytes that follow."""
READY = b"ready\n"
"""The process sends this line once it can take requests."""
