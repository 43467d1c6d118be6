"""The provincial server: accounts, devices, the one truth of every record, and the feed that desks follow."""
