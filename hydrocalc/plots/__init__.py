"""Plots: one file per module of results, ``plot_*(result, *, ax=None) -> Axes``."""
