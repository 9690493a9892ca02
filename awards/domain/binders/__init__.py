"""Tập hồ sơ: which papers and exhibits are bound, in which order, and the work of binding."""
