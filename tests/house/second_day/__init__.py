"""A folder is a package so that its demonstration is taken down at its end, not at that of all tests."""
