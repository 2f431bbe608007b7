"""Lamplight without a face: everything but the screens."""
