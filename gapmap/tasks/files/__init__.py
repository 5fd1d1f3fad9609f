"""Files made from a Job: maps, tables, briefings and the map in one file."""
