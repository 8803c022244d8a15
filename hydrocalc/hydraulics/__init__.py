"""Steady flow: lines, pumps on lines, operation."""
