"""The two pictures that stand still: two paths to one number, and a column that is a row."""

from helpers.pictures import svg
from helpers.pictures.matrices import Matrix, draw_matrix, term_width
from helpers.pictures.network import columns, draw_weight, edge_ends
from helpers.pictures.text import label, name, number

GROW = 1.2  # how many times larger the pictures may get on a projector

# From z over q_1 and q_2 to p

WIDTH, HEIGHT, SUM = 600, 208, 54  # of the graph, and of the line below it
NODES = {"z": (44, 108), "q_1": (288, 52), "q_2": (288, 164), "p": (536, 108)}
HALF = {"z": 38, "q_1": 66, "q_2": 66, "p": 58}  # of a node's width
PATHS = (("hidden", None), ("weights", "9 6"))  # the role of each, and its dashes


def two_paths(is_solved=False):
    """Draw z → q₁ = z², q₂ = z + 3 → p = q₁q₂, the slopes as names or as numbers.

    Returns the picture and its sentence.

    Examples
    --------
    >>> picture, sentence = two_paths(is_solved=True)
    >>> sentence[28:]
    'Through q₁ the slope is 4 · 5 = 20, through q₂ it is 1 · 4 = 4. Together: 20 + 4 = 24.'
    """
    z = 2
    q = z**2, z + 3
    slopes = (2 * z, q[1]), (1, q[0])  # along each path, first to q_m and then to p
    parts = [first * second for first, second in slopes]
    said = f"At z = {z} they carry q₁ = {q[0]} and q₂ = {q[1]} to p = {q[0] * q[1]}."
    if is_solved:
        products = [f"{first} · {second} = {first * second}" for first, second in slopes]
        said = (
            f"Through q₁ the slope is {products[0]}, through q₂ it is {products[1]}. "
            f"Together: {parts[0]} + {parts[1]} = {sum(parts)}."
        )
    said = f"Two paths lead from z to p. {said}"
    root = svg.picture(WIDTH, HEIGHT + SUM * is_solved, "Two paths from z to p", said, GROW)
    for m, ((role, dashes), (first, second)) in enumerate(zip(PATHS, slopes, strict=True), 1):
        node, out = f"q_{m}", -1 if m == 1 else 1
        told = (f"2z = {first}", f"q_2 = {second}"), (f"{first}", f"q_1 = {second}")
        for ends, words in zip((("z", node), (node, "p")), told[m - 1], strict=True):
            (x1, y1), (x2, y2) = (NODES[end] for end in ends)
            x1, x2 = x1 + HALF[ends[0]], x2 - HALF[ends[1]]
            svg.line(root, x1, y1, x2, y2, 4, cls=f"{role}-line", stroke_dasharray=dashes)
            x, y = (x1 + x2) / 2, (y1 + y2) / 2
            if is_solved:
                svg.text(root, x, y + 6 + 28 * out, words, 18, cls=f"edged {role}-ink bold")
            else:
                place = x, y + 34 * out
                svg.fraction(root, *place, f"∂{ends[1]}", f"∂{ends[0]}", 34, 18)
    values = {"z": z, "q_1": q[0], "q_2": q[1], "p": q[0] * q[1]}
    formulas = {"z": "z", "q_1": "q_1 = z^2", "q_2": "q_2 = z + 3", "p": "p = q_1q_2"}
    for node, (x, y) in NODES.items():
        group = svg.group(root, f"{formulas[node].translate(PLAIN)} = {values[node]}")
        box = x - HALF[node], y - 28, 2 * HALF[node], 56, 14
        svg.rect(group, *box, cls="loss-pale")
        svg.text(group, x, y - 4, formulas[node], svg.NAME_SIZE, cls="on-pale")
        svg.text(group, x, y + 19, str(values[node]), 17, cls="on-pale bold", literal=True)
    if is_solved:
        base = HEIGHT + 26
        svg.fraction(root, 52, base - 6, "dp", "dz", 30, 18)
        pieces = [(84, "=", "bold"), (208, "+", "bold")]
        for x, (role, _), (first, second) in zip((146, 270), PATHS, slopes, strict=True):
            pieces.append((x, f"{first} · {second}", f"{role}-ink bold"))
        for x, words, cls in pieces:
            svg.text(root, x, base, words, 18, cls=cls, literal=True)
        total = f"= {parts[0]} + {parts[1]} = {sum(parts)}"
        svg.text(root, 322, base, total, 18, "start", "bold", literal=True)
    return svg.to_string(root), said


PLAIN = str.maketrans({"_": None, "^": None})

# The weights of the edges that leave a unit

UNIT, GAP, PITCH = 44, 104, 56  # a unit's width, the room between the layers, unit to unit
TOP, BOTTOM, BETWEEN, MARGIN = 16, 56, 46, 10


def column_is_row(network, k, j):
    """Draw the edges that leave h_kj beside column j of W_{k+1} and row j of its transpose.

    Layer and unit count from 1. Returns the picture and its sentence.

    Examples
    --------
    >>> from helpers.data.networks import example_network
    >>> picture, sentence = column_is_row(example_network(), k=1, j=1)
    >>> sentence
    'The edges that leave h₁₁ carry −1.20 and 0.70: column 1 of W₂, which is row 1 of W₂ᵀ.'
    """
    W, sizes = network.W[k + 1], network.sizes[k : k + 2]
    if j not in range(1, sizes[0] + 1):
        raise ValueError(f"j is {j}, but layer {k} has units 1 to {sizes[0]}")
    weights = [number(weight) for weight in W[:, j - 1]]
    listed = f"{', '.join(weights[:-1])} and {weights[-1]}"
    said = (
        f"The edges that leave {name('h', k, j)} carry {listed}: column {j} of "
        f"{name('W', k + 1)}, which is row {j} of {name('W', k + 1)}ᵀ."
    )
    height = TOP + PITCH * max(sizes) + BOTTOM
    middle = TOP + PITCH * max(sizes) / 2
    layers = columns(sizes, MARGIN, middle, PITCH, (UNIT, UNIT), lambda _: GAP)
    original = Matrix("W", W, k + 1, lit=(("column", j - 1),))
    turned = Matrix("W", W.T, k + 1, transposed=True, lit=(("row", j - 1),))
    starts = [layers[1].right + BETWEEN]
    starts.append(starts[0] + term_width(original) + BETWEEN + 8)
    width = starts[1] + term_width(turned) + MARGIN
    root = svg.picture(width, height, f"Column {j} of W is row {j} of its transpose", said, GROW)
    for source, target, *line in edge_ends(*layers):
        if source + 1 == j:
            svg.line(root, *line, 14, cls="halo", stroke_opacity="0.8")
            draw_weight(root, line, W[target, source], 4)
        else:
            svg.line(svg.group(root, receding=True), *line, 1.2, cls="rule")
    for source, target, x1, y1, x2, y2 in edge_ends(*layers):
        if source + 1 == j:
            place, words = ((x1 + x2) / 2, (y1 + y2) / 2 + 5.5), number(W[target, source])
            svg.text(root, *place, words, 16, cls="edged bold", literal=True)
    for layer, letter, shade in zip(layers, ("h", "a"), ("deep", "pale"), strict=True):
        for i, y in enumerate(layer.y, 1):
            group = svg.group(root, name(letter, k + (letter == "a"), i), letter == "h" and i != j)
            svg.element(group, "circle", cx=layer.x, cy=y, r=UNIT / 2, cls=f"hidden-{shade}")
            own = label(letter, k + (letter == "a"), i)
            svg.text(group, layer.x, y + 6, own, svg.NAME_SIZE, cls=f"on-{shade}")
    for matrix, x in zip((original, turned), starts, strict=True):
        draw_matrix(root, matrix, x, middle, height - 36, any_lit=True)
    svg.arrow(root, starts[1] - BETWEEN, starts[1] - 8, middle, "bar")
    return svg.to_string(root), said
