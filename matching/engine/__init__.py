"""The engine of matching: which activities are the same workout, and why.  Plain Python over plain values."""
