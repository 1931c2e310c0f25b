"""JSON documents that people write."""

from collections import Counter

LONGEST_SHOWN = 100
"""Characters of a name that are shown to whoever wrote it."""


def named_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of its names and values; the ``object_pairs_hook`` of ``json.loads``.

    Raises:
        ValueError: A name occurs twice; JSON parsers silently keep the last.
    """
    content = dict(pairs)
    if len(content) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise ValueError(f"{twice[:LONGEST_SHOWN]!r} occurs twice in one object")
    return content
