"""Water hammer."""
