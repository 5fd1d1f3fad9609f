"""The site of all areas: pages, pictures and feed that any web server serves."""
