"""Design checks: rules as data, one engine, its output formats, the pytest plugin."""
