"""What a session holds: choices, own file, address."""
