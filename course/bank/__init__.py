"""The question bank: read, checked, and written for other systems."""
