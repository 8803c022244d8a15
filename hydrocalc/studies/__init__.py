"""Studies: many scenarios of a model. No hydraulics."""
