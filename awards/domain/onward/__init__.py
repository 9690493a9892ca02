"""Hồ sơ trình tỉnh: proposing, forwarding, receipt, return, decision, and what titles came of it."""
