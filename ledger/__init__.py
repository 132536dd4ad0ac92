"""The tamper-evident log of everything security-relevant. It comes with the issue on the archive."""
