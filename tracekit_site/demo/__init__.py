"""Creates demo accounts, shows their progress, and converts a demo to a permanent account."""
