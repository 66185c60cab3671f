"""Pages of the project's money."""
