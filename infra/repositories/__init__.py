"""Rows to domain objects and back, one file a noun; rows never leave this folder."""
