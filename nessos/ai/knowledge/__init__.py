"""Knowledge: the house's texts, taken apart, found again by what they say, and only as they stand now."""
