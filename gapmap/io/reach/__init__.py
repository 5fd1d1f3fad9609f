"""What reach is measured with: where people live, and how long the ways are, from files."""
