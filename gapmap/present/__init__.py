"""Everything that turns a GapTable into words, tables, maps and files. Computes no numbers."""
