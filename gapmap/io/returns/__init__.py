"""Returns: workbooks that were sent out with questions and come back filled in."""
