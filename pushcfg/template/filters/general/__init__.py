"""Filters of the collection community.general."""
