"""Notebooks as pages: run where nbclient is installed, else without their output.

The stored notebooks have no output, so that a change of code shows in a diff and a change of
numbers doesn't; readers of the documentation get what they print and draw today.
"""

import base64
import json
import re
import warnings
from pathlib import Path
from subprocess import DEVNULL

from hydrocalc.records.writing import write_file

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parent / "notebooks"
PAGES = HERE / "notebooks"
KERNEL_TALK = re.compile(r"\x1b\[[0-9;]*m")


def executed(path):
    """The notebook's cells after a run, as plain dictionaries."""
    try:
        import nbformat
        from nbclient import NotebookClient
    except ImportError:
        warnings.warn("no nbclient: notebooks are shown without their output", stacklevel=2)
        return json.loads(path.read_text(encoding="utf-8"))["cells"]
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(stderr=DEVNULL)
    return notebook.cells


def fenced(text, language):
    """A fence longer than any in the text."""
    fence = "`" * max(3, *(len(m) + 1 for m in re.findall("`+", text)), 3)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def output_of(data, stem, number):
    """One output as Markdown: a picture, a table, or text."""
    if "image/png" in data:
        name = f"{stem}_{number}.png"
        write_file(PAGES / name, base64.b64decode(data["image/png"]), force=True)
        return f"![picture {number} of the notebook]({name})"
    if "text/html" in data:
        return fenced("".join(data["text/html"]), "{raw} html")
    text = "".join(data.get("text/plain", ""))
    return "" if re.fullmatch(r"<[\w.]+ object>|\[?<.*>\]?", text) else fenced(text, "text")


def page_of(path):
    """A notebook as a Markdown page."""
    parts, number = [], 0
    for cell in executed(path):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(fenced(source, "python"))
        for output in cell.get("outputs", ()):
            if output.get("output_type") == "stream":
                if output["name"] == "stdout":
                    parts.append(fenced(KERNEL_TALK.sub("", "".join(output["text"])), "text"))
            elif "data" in output:
                number += 1
                parts.append(output_of(output["data"], path.stem, number))
    return "\n\n".join(filter(None, parts)) + f"\n\n*Made from `notebooks/{path.name}`.*\n"


def write_notebooks():
    """A page for each notebook, with its pictures."""
    PAGES.mkdir(exist_ok=True)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        write_file(PAGES / f"{path.stem}.md", page_of(path), force=True)
