"""The pages: one screen per file."""
