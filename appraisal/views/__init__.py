"""The doors of the accountability year."""
