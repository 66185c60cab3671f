"""Long work of the hundred-point card."""
