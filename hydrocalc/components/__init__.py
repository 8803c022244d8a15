"""What a station and its line are made of."""
