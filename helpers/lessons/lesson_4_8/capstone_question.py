"""The capstone of lesson 4.8: the whole algorithm, written by the reader."""

from helpers.exercises.capstone import Capstone
from helpers.exercises.capstone_card import CapstoneCard

__all__ = ["CapstoneCard", "capstone"]

capstone = Capstone.from_text(r"""
    capstone: Write all of it
      Write 4.8-1, 4.8-2 and 4.8-3 for a network of any depth, in plain numpy: softmax and
      cross-entropy at the output, one sample (vectors) or a batch (samples as columns, the loss
      their mean). The docstrings above say what comes in and what goes out. `g` and `g_prime` are
      functions that take an array. Start with `forward_pass`: each of the three is checked by
      itself, and one that is right counts.
    1. Run 4.8-1, 4.8-2 and 4.8-3 line by line, with $L$ as `len(W) - 1`. Which line needs another
       form for a batch than for one sample?
    2. For a batch $b_k$ is a column, `b[k][:, None]`; $\nabla_{a_L} = -(e(\ell) - \hat{y})/N$;
       `grad_a @ h[k - 1].T` sums over the samples by itself, and $\nabla_{b_k}$ is the sum of the
       columns of $\nabla_{a_k}$.
    3. Backward, for $k$ from $L$ down to 1: $\nabla_{W_k}$ and $\nabla_{b_k}$ from $\nabla_{a_k}$,
       then, while $k > 1$, `grad_a = (W[k].T @ grad_a) * g_prime(a[k - 1])`. Descent: copies of all
       arrays first, and in each step both passes before the first update.
    Solution: Forward: `a[k] = W[k] @ h[k - 1] + bias` and `h[k] = g(a[k])`, where `bias` is `b[k]`
      for one sample and `b[k][:, None]` for a batch; at the end the softmax, `e / e.sum(axis=0)`
      with `e = np.exp(a[L] - a[L].max(axis=0))`. Backward: `grad_a = (y_hat - y) / N`, and for each
      `k` from `L` down to 1 `grad_W[k] = grad_a @ h[k - 1].T` and `grad_b[k] = grad_a.sum(axis=1)`,
      for one sample `np.outer(grad_a, h[k - 1])` and `grad_a`; then, if `k > 1`, `grad_a = (W[k].T
      @ grad_a) * g_prime(a[k - 1])`. Descent: in each step both passes, then for each `k` `W[k] =
      W[k] - eta * grad_W[k]` in a list of your own, and the same for `b[k]`.
    Why: This is the whole of learning: a framework adds speed and comfort, and no further idea.
""")
