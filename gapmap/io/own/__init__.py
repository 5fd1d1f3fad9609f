"""Own lists of programmes and own estimates: columns, values, areas, places, records."""
