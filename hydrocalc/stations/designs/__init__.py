"""The design file, and the station that it describes."""
