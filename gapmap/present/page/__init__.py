"""The map on a printed page: areas, labels, legend, notes, as picture, PDF or SVG."""
