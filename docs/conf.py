"""Sphinx configuration, and the pages that are made from the package itself."""

import sys
from pathlib import Path

import hydrocalc

sys.path.insert(0, str(Path(__file__).parent))
from notebook_pages import write_notebooks
from pages import write_pages

project = "hydrocalc"
author = "The hydrocalc developers"
copyright = "2026, the hydrocalc developers"
release = version = hydrocalc.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
exclude_patterns = ["_build", "_generated"]
html_static_path = ["_static"]
html_css_files = ["wide.css"]
html_theme = "furo"
html_title = "hydrocalc"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
numpydoc_show_class_members = False
autodoc_typehints = "none"

write_pages()
write_notebooks()
