"""Hội đồng: who sits in it, its meetings, votes and their results, up to the closing of a meeting."""
