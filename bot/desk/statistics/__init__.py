"""Counts for coordinators: nobody can be recognised in a group of fewer than five."""
