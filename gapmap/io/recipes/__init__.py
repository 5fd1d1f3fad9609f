"""Recipes inside exported files: finding and reading them."""
