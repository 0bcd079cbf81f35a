"""Centres as coordinators keep them: notice, hours, closures, desks and who is away."""
