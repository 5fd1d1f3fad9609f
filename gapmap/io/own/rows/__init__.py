"""Rows of a list while they are read: what is none, what cells mean, what many share."""
