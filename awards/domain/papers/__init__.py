"""The life of papers: drafted, settled for signing, registered, scanned, handed in."""
