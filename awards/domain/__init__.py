"""What is done about awards and papers: plain functions that never see a request."""
