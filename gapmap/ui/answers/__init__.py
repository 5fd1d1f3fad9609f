"""Answers on the page: files that came back, what they propose, what is kept, and by whom."""
