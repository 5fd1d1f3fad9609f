"""An area of a view: found by its name, its profile and its councils."""
