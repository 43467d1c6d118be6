"""Pure functions over records: completeness, merging, rights, duplicates."""
