"""The sheet in its formats, one file each."""
