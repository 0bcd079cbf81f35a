"""What Farol does: three Django apps and the plain functions over them."""
