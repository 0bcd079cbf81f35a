"""The conversation, as plain functions over the database: what a message leads to, and what is said."""
