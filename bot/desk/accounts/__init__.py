"""Accounts: roles and their limits, signing in with two factors, invitations, demonstration accounts."""
