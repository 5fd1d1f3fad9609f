"""Where the names of a printed map go."""
