"""Parts of pages: each a box with its widgets."""
