"""The command line: one module a command; ``gapmap.cli.main`` runs them."""
