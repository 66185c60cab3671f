"""The arithmetic of an accountability year: facts and law in, verdicts with reasons out. Loads without Django."""
