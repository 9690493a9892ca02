"""How fast it is: ratios measured in one run, since machines differ and are noisy. `make bench` prints and keeps them."""
