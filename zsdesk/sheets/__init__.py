"""Excel: ledgers out as formatted workbooks, untidy ones in, derived from the field declarations."""
