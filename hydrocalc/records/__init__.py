"""Records: what goes in and what comes out, its tables and texts."""
