"""The project's arithmetic: facts and law in, verdicts with reasons out. Loads without Django."""
