"""What Farol knows: territory packs as files, and plain Python that loads, hashes and checks them."""
