"""Where the bytes of source files lie: a folder of this machine, or a bucket that many machines reach."""
