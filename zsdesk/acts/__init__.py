"""The only writers, one module per noun: ``act(work, …)`` inside one unit of work."""
