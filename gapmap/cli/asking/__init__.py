"""Commands about what was asked and answered, and the directory that keeps it."""
