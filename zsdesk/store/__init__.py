"""The desk's store: an encrypted SQLite file, its change log, its search index and its files."""
