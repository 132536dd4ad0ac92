"""Whether this Python can run us; written so that an old one can still read it."""

MINIMUM = (3, 11)


def wrong(version: "tuple[int, int]") -> "str | None":
    """What to tell the operator when it cannot."""
    if version >= MINIMUM:
        return None
    has, needs = (".".join(map(str, numbers)) for numbers in (version, MINIMUM))
    return f"ferndiagnose: Python {needs} or newer is needed, this is {has}. Install it and run `make setup` again."
