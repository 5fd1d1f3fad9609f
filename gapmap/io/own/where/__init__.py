"""Where a programme of the user works: names, codes, coordinates and what they were read as."""
