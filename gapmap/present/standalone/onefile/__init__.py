"""The one-file map: a page that works alone, with its figures and scripts inside."""
