"""Files and requests at the lowest level: whole writes, locks, archives, HTTP."""
