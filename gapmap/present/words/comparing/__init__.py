"""Two views side by side, in words and on the map of their difference."""
