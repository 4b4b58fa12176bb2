"""Classifiers: what turns the text of a post into a verdict."""
