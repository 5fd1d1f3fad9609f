"""Demand, supply and the gap between them: plain data in, plain data out, no files, no network."""
