"""The demonstration: real units, the nine real figures of phường Điện Biên, and made-up neighbours marked as such."""
