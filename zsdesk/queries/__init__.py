"""The only readers for screens and commands: ``query(session, …)`` → plain values."""
