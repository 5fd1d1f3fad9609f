"""What closing gaps takes: where new places go for a budget, exactly, and how sure that is."""
