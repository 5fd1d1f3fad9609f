"""Pages of HTML with no Python behind them: the map in one file, and the site of all areas."""
