"""Language identification: which language a message is in, and which one to answer in."""
