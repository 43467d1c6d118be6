"""Frozen, numbered migrations of the desk's database; they never import today's classes."""

HEAD = "0016"
"""The newest revision: a desk that stands at it opens without loading the migration tool."""
