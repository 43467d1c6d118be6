"""Frozen, numbered migrations of the province's database; they never import today's classes."""

HEAD = "0015"
"""The newest revision: a database that stands at it opens without loading the migration tool."""
