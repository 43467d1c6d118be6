"""Statistics: each figure is a definition, a cut-off, a scope, and the rows behind it.

``facts`` are what the figures are made of, read from rows by desk and province alike; ``figures`` are the
definitions; ``answers`` what the command line, the wire and the window show of them; ``breakdowns`` the same rows by
month, place and channel; ``differences`` why two answers to one question differ.
"""
