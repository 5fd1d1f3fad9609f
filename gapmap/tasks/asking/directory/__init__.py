"""The directory in use: opened, joined with the shipped data, merged into, edited."""
