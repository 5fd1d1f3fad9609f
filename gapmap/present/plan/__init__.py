"""Plans in words and pictures: what is proposed, what it costs, who is left out, how sure it is."""
