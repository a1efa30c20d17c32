"""The pieces of the algorithm for use by hand: arrays whose shapes do not fit are refused."""

from helpers.numeric import backprop, forward
from helpers.numeric.validate import shapes

pre_activation = shapes(b="n_k", W="n_k, n_{k-1}", h="n_{k-1}, N")(forward.pre_activation)
gradient_at_hidden = shapes(W="n_k, n_{k-1}", grad_a="n_k, N")(backprop.gradient_at_hidden)
gradient_at_pre_activation = shapes(grad_h="n_k, N", a="n_k, N", h="n_k, N")(
    backprop.gradient_at_pre_activation
)
gradient_at_weights = shapes(grad_a="n_k, N", h="n_{k-1}, N")(backprop.gradient_at_weights)
gradient_at_biases = shapes(grad_a="n_k, N")(backprop.gradient_at_biases)
