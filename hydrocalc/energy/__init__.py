"""Energy and money."""
