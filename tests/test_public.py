"""The public names, their signatures and the names of the schemas, as they were agreed.

A change here is a change for users and belongs in the changelog; `python tests/test_public.py`
prints the new table.
"""

import inspect
from pathlib import Path

import hydrocalc as hc
from hydrocalc.records.record import Record, Result

TABLE = Path(__file__).with_suffix(".txt")


def lines():
    for name in sorted(hc.__all__):
        one = getattr(hc, name)
        if inspect.isclass(one) and issubclass(one, Result):
            yield f"{name}: {', '.join(one.fields)}"
            yield f"{name}: schema {'/'.join(map(str, getattr(one, 'schema', ())))}"
        elif inspect.isclass(one) and issubclass(one, Record):
            yield f"{name}: {', '.join(one.fields)}"
        elif callable(one) and not inspect.isclass(one):
            shown = inspect.signature(one)
            yield f"{name}{shown}"
        else:
            yield name
    yield from (f"design file: {key}" for key in keys(hc.design_schema()))


def keys(schema, above=""):
    for name, inner in schema.get("properties", {}).items():
        yield above + name
        for one in [
            inner,
            inner.get("items", {}),
            *inner.get("oneOf", ()),
            *inner.get("anyOf", ()),
        ]:
            if isinstance(one, dict):
                yield from keys(one, f"{above}{name}.")


def test_public_names_signatures_and_schemas_are_as_agreed():
    agreed = TABLE.read_text(encoding="utf-8").splitlines()
    assert list(dict.fromkeys(lines())) == agreed


if __name__ == "__main__":
    print("\n".join(dict.fromkeys(lines())))
