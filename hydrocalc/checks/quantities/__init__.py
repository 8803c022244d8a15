"""What rules look at, one file a subject."""
