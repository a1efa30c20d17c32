"""What layers stand for, as definitions for `where`: layer i of any network, and a network of 3."""

from helpers.symbolic.lecture import Layered, Sum, W, a, b, g, h, i, j, k, m, n, x

WEIGH = {a[i, m]: b[i, m] + Sum(W[i, m, j] * h[i - 1, j], (j, 1, n))}  # 4.1-1
BEND = {h[i, m]: g(a[i, m])}  # 4.1-2

# layer 3 is the last: k units
W_3, a_3, b_3 = (
    Layered(name, size, size)[3] for name, size in (("W", (k, n)), ("a", (k,)), ("b", (k,)))
)
THREE_LAYERS = {
    a[1, m]: b[1, m] + Sum(W[1, m, j] * x[j], (j, 1, n)),
    h[1, m]: g(a[1, m]),
    a[2, m]: b[2, m] + Sum(W[2, m, j] * h[1, j], (j, 1, n)),
    h[2, m]: g(a[2, m]),
    a_3.entry(m): b_3.entry(m) + Sum(W_3.entry(m, j) * h[2, j], (j, 1, n)),
}
