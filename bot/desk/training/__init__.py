"""Trainings of the assistant: for mediators, whose questions it learns, and for those who coordinate or administer."""
