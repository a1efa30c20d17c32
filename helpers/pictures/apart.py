"""Labels that do not lie upon one another."""


def apart(centres, halves, top):
    """Return the centres of boxes, from the lowest, moved as little as keeps all apart below top.

    >>> apart([5, 5, 20], [2, 2, 2], 21)
    [5, 9, 19]
    """
    moved, floor = [], 0
    for centre, half in zip(centres, halves, strict=True):
        moved.append(max(centre, floor + half))
        floor = moved[-1] + half
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], top - halves[i])
        top = moved[i] - halves[i]
    return moved
