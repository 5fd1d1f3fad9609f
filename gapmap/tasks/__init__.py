"""What page and command line both do: load, make a product, report, redraw, read own lists."""
