"""What one record says, how good its number is, and whether its service still runs."""
