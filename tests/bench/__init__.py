"""How fast it is: ratios measured in one run, since machines differ and are noisy (`make bench`)."""
