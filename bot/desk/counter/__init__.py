"""Counter mode: a person stands there and no language is shared. The same in two languages, side by side."""
