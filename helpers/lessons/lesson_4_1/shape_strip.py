"""Shapes and parameters, layer by layer: a strip that stands below the network diagram."""

from helpers.pictures import svg
from helpers.pictures.network_layout import arrange

ROW, TOP, BOTTOM = 27, 20, 18


def shape_strip(network):
    """Draw the shapes of b_k, a_k and h_k below layer k of the diagram, and count the parameters.

    The strip has the width of `network_diagram` without a loss, so the columns of the two agree;
    the shape of W_k [4.1-5] stands in the diagram's last line.

    Parameters
    ----------
    network : Network

    Returns
    -------
    str

    Examples
    --------
    >>> from helpers import Network
    >>> picture = shape_strip(Network.initialise([2, 3, 2]))
    >>> "3·2 + 3 = 9" in picture and "9 + 8 = 17 parameters" in picture
    True
    """
    sizes, L = network.sizes, network.L
    places = arrange(sizes, gradients=False, loss=False)
    counts = [network.W[k].size + network.b[k].size for k in range(1, L + 1)]
    total = f"{network.parameter_count} parameters"
    if L > 1:
        total = f"{' + '.join(map(str, counts))} = {total}"
    height = TOP + 3 * ROW + BOTTOM
    root = svg.picture(places.width, height, "Shapes and parameters", total)
    for k, count in enumerate(counts, 1):
        n, below, x = sizes[k], sizes[k - 1], places.layers[k].x
        h = "ŷ" if k == L else f"h_{k}"
        rows = (f"b_{k}: {n}", f"a_{k}, {h}: {n}", f"{n}·{below} + {n} = {count}")
        for place, row in enumerate(rows):
            cls = "bold weights-ink" if place == 2 else ""
            svg.text(root, x, TOP + ROW * place, row, svg.NAME_SIZE, cls=cls)
    y = TOP + 3 * ROW
    svg.line(root, 10, y - 19, places.width - 10, y - 19, 1, cls="rule")
    svg.text(root, places.width / 2, y + 6, total, svg.NAME_SIZE, cls="bold weights-ink")
    return svg.to_string(root)
