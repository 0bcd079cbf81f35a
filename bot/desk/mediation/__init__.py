"""The mediators' pages: answers, what could not be answered, and people who asked for a person."""
