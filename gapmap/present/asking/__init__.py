"""Missing facts in words and tables: what is missing, who could say, and what it would settle."""
