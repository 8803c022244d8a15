"""Stations: sizing, comparison, published figures."""
