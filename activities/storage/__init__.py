"""Stores the bytes of source files: in a folder of this machine, or in a bucket that several machines share."""
