"""Sync: what goes over the wire, the merge, and the desk's steps."""
