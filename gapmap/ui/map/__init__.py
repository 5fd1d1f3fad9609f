"""The interactive map as a component of the page."""
