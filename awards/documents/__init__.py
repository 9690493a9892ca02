"""How papers become files: drawing, keeping."""
