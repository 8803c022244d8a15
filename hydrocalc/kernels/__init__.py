"""Numbers only: plain numpy expressions in SI units, without units, objects or I/O."""
