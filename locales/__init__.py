"""How Farol says things: languages, catalogues, dates, digits, segments. Imports no other room."""
