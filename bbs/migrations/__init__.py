"""Numbered migrations, forward only; run by bbs.db.migrate."""
