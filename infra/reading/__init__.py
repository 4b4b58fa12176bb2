"""Reads across nouns, for people who ask; nothing here writes or decides."""
