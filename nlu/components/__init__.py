"""Thin Rasa adapters over the plain Python of this room; imported by Rasa only."""
