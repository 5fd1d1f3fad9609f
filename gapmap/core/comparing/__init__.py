"""Two views side by side, and how far they differ."""
