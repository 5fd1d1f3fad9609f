"""One area: its words, programmes, neighbours and profile."""
