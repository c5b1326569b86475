"""The demonstration data of domain 14: invented people and youth, and what happened before the day of loading."""
