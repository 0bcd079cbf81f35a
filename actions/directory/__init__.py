"""Who helps, where and when: organisations, centres, desks, opening hours, and which one is nearest."""
