"""Tables as CSV, JSON, GeoJSON and GeoPackage, and what their columns mean."""
