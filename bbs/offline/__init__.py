"""Threads and letters as files to take along, and the answers that come back (pure)."""
