"""What papers say: sources read once, text parts people write, usual words, layouts."""
