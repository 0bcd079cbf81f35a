"""What keeps an installation trustworthy: signs of life of its parts, and who must stay erased."""
