"""The command line: parse, call the desk or the server, print."""
