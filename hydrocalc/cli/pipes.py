"""``hydrocalc pipes``."""

from __future__ import annotations

from typing import Any

HELP = "The pipe catalogue: products, sizes, bores, ratings, roughness."
EPILOG = 'Example: hydrocalc pipes "ductile iron K9" --dn 800. Without a product: the products.'
POSITIONAL = {"product": "product, such as 'ductile iron K9'"}
OPTIONS = {"dn": "one nominal size"}
ALIASES: dict[str, tuple[str, ...]] = {}
FLAGS: dict[str, str] = {}
VIEW: dict[str, str] = {}
NAMES = {"product": "PRODUCT"}
NEEDS = {"dn": "product"}


def run(given: dict[str, Any]) -> Any:
    """The products, a product's sizes, or one of them."""
    from hydrocalc.components import catalogue

    if "product" not in given:
        return catalogue.product_list()
    found = catalogue.pipe_catalogue(given["product"])
    return catalogue.one_size(found, given["dn"]) if "dn" in given else found
