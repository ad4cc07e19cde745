"""Shows the sandbox's own pages: athletes, faults, consent."""
