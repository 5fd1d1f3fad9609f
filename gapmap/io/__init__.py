"""Reading, checking, fetching and writing: the only place that touches files and networks."""
