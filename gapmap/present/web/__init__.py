"""The interactive map's own small site."""
