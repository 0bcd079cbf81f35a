"""Before the visit: who comes, who must still hear from the centre, and what the desk can say and change."""
