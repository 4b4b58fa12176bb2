"""Adapters of venues, one package each; all pass the cards of `tests/contract/test_venues.py`."""
