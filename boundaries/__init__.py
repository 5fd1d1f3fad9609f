"""Boundaries of police force areas, counties and boroughs, and the code that draws them."""
