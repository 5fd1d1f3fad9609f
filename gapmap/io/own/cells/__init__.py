"""What one cell of a user's table means."""
