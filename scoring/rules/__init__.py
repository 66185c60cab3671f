"""What the hundred-point card computes: facts and the scheme of a year in, points with their reasons out."""
