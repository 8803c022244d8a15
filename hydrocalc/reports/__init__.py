"""Calculation sheets: what was calculated, as a document."""
