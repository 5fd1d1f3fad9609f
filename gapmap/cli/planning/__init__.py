"""Commands about what closing gaps takes, and who reaches what."""
