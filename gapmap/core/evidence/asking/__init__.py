"""What is missing, who could say, and whose answer would settle most."""
