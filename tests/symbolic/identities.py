"""Identities of matrix calculus and machine learning, all true, in the language of lines."""

SOFTMAX = "where p[i] = exp(x[i])/Σ(m, exp(x[m])) with p[1..n]"
LOGITS = "where p[i] = exp(u[i])/Σ(m, exp(u[m])) with p[1..k], u[1..k], c[1..k], i = 1..k"
NORM = """
    where z[i] = (x[i] - μ)/σ where σ = √(Σ(j, (x[j] - μ)^2)/n + ε) where μ = Σ(j, x[j])/n
    with z[1..n], ε"""
BATCH_NORM = "where ℒ depends on v[i] where v[i] = γ z[i] + β" + NORM + ", v[1..n], γ, β"
ATTENTION = """
    where ℒ depends on O[i,j]
    where O[i,j] = Σ(m, P[i,m] V[m,j])
    where P[i,m] = exp(S[i,m])/Σ(r, 1..N, exp(S[i,r]))
    where S[i,m] = Σ(q, 1..K, Q[i,q] Z[m,q])/√K
    with O[1..N,1..M], P[1..N,1..N], V[1..N,1..M], S[1..N,1..N], Q[1..N,1..K], Z[1..N,1..K]"""
TIED = """
    where ℒ depends on v[i] where v[i] = g(s[i]) where s[i] = Σ(j, A[i,j] r[j])
    where r[j] = g(t[j]) where t[j] = Σ(m, A[j,m] x[m])
    with v[1..n], s[1..n], r[1..n], t[1..n], A[1..n,1..n]"""
NETWORK = """
    where ℒ depends on a[3,i] where a[3,i] = b[3,i] + Σ(j, W[3,i,j] h[2,j])
    where h[2,i] = g(a[2,i]) where a[2,i] = b[2,i] + Σ(j, W[2,i,j] h[1,j])
    where h[1,i] = g(a[1,i]) where a[1,i] = b[1,i] + Σ(j, W[1,i,j] x[j])"""
LOGISTIC = "where g(z) = 1/(1 + exp(-z))"

IDENTITIES = {
    # ---- products of vectors and matrices
    "linear form": "∇(c.T @ x, x) == c with c[1..n]",
    "bilinear form by its matrix": "∇(x.T @ B @ y, B) == x @ y.T with B[1..n,1..k]",
    "quadratic form": "∇(x.T @ A @ x, x) == (A + A.T) @ x with A[1..n,1..n]",
    "quadratic form by its matrix": "∇(x.T @ A @ x, A) == x @ x.T with A[1..n,1..n]",
    "quadratic form, twice": """matrix(i, 1..n, j, 1..n, D(x.T @ A @ x, x[i], x[j]))
        == A + A.T with A[1..n,1..n]""",
    "product read from either side": """A @ B @ C
        == A @ (B @ C) with A[1..n,1..k], B[1..k,1..n], C[1..n,1..N]""",
    "transpose of a product": "(A @ B).T == B.T @ A.T with A[1..n,1..k], B[1..k,1..n]",
    "trace of a product": """Σ(i, (A @ B)[i,i])
        == Σ(j, (B @ A)[j,j]) with A[1..n,1..k], B[1..k,1..n]""",
    "gradient of a trace": "∇(Σ(i, (A @ B)[i,i]), A) == B.T with A[1..n,1..k], B[1..k,1..n]",
    "gradient of the Frobenius norm's square": """∇(Σ(i, (A.T @ A)[i,i]), A)
        == 2 A with A[1..k,1..n]""",
    "norm": "∇(√(x.T @ x), x) == x/√(x.T @ x)",
    "norm, twice": """matrix(i, 1..n, j, 1..n, D(√(x.T @ x), x[i], x[j]))
        == diag(vector(i, 1..n, 1))/√(x.T @ x) - (x @ x.T)/√(x.T @ x)^3""",
    "cosine of an angle": """∇((x.T @ u)/(√(x.T @ x) √(u.T @ u)), x)
        == u/(√(x.T @ x) √(u.T @ u)) - ((x.T @ u)/(√(x.T @ x)^3 √(u.T @ u))) x with u[1..n]""",
    "distance": "∇((x - u).T @ (x - u), u) == -2 (x - u) with u[1..n]",
    "gate": "matrix(i, 1..n, j, 1..n, D((m ⊙ x)[i], x[j])) == diag(m) with m[1..n]",
    # ---- least squares
    "least squares by x": """∇((B @ x + c - y).T @ (B @ x + c - y), x)
        == 2 B.T @ (B @ x + c - y) with B[1..k,1..n], c[1..k]""",
    "least squares by the matrix": """∇((B @ x + c - y).T @ (B @ x + c - y), B)
        == 2 (B @ x + c - y) @ x.T with B[1..k,1..n], c[1..k]""",
    "least squares by the offset": """∇((B @ x + c - y).T @ (B @ x + c - y), c)
        == 2 (B @ x + c - y) with B[1..k,1..n], c[1..k]""",
    "least squares of a batch": """∇(1/N Σ(i, Σ(j, (B @ X - Y)[i,j]^2)), B) == 2/N (B @ X - Y) @ X.T
        with B[1..k,1..n], X[1..n,1..N], Y[1..k,1..N]""",
    "ridge": """∇((B @ x - y).T @ (B @ x - y) + λ (x.T @ x), x)
        == 2 (B.T @ B @ x - B.T @ y + λ x) with B[1..k,1..n], λ""",
    "weighted least squares": """∇((B @ x - y).T @ diag(s) @ (B @ x - y), x)
        == 2 B.T @ diag(s) @ (B @ x - y) with B[1..k,1..n], s[1..k]""",
    "variance by pairs": "Σ(i, Σ(j, (x[i] - x[j])^2))/(2 n^2) == Σ(i, (x[i] - Σ(j, x[j])/n)^2)/n",
    # ---- softmax and its losses
    "softmax, shifted": "softmax(x + vector(i, 1..n, z)) == softmax(x)",
    "softmax of two": "exp(z)/(exp(z) + exp(w)) == 1/(1 + exp(-(z - w)))",
    "softmax' Jacobian": """matrix(i, 1..n, j, 1..n, D(softmax(x)[i], x[j]))
        == diag(softmax(x)) - softmax(x) @ softmax(x).T""",
    "log-softmax' Jacobian": "D(log(softmax(x)[i]), x[j]) == 1[i=j] - softmax(x)[j]",
    "log-sum-exp": "∇(log(Σ(j, exp(x[j]))), x) == softmax(x)",
    "log-sum-exp, twice": """matrix(i, 1..n, j, 1..n, D(log(Σ(m, exp(x[m]))), x[i], x[j]))
        == diag(softmax(x)) - softmax(x) @ softmax(x).T""",
    "log-sum-exp, shifted": "log(Σ(j, exp(x[j] + c))) == c + log(Σ(j, exp(x[j]))) with c",
    "softmax at a temperature, by a logit": """D(softmax(x/τ)[i], x[j])
        == softmax(x/τ)[i] (1[i=j] - softmax(x/τ)[j])/τ with τ""",
    "softmax at a temperature, by it": """D(softmax(x/τ)[i], τ)
        == softmax(x/τ)[i] (Σ(j, softmax(x/τ)[j] x[j]) - x[i])/τ^2 with τ""",
    "score's mean": "Σ(i, p[i] D(log(p[i]), x[j])) == 0 " + SOFTMAX,
    "entropy": "D(-Σ(j, p[j] log(p[j])), p[i]) == -log(p[i]) - 1 with p[1..n]",
    "entropy by a logit": """D(-Σ(j, p[j] log(p[j])), x[i])
        == -p[i] (log(p[i]) - Σ(j, p[j] log(p[j]))) """
    + SOFTMAX,
    "cross-entropy by a logit": "D(-Σ(j, y[j] log(p[j])), u[i]) == p[i] Σ(j, y[j]) - y[i] "
    + LOGITS,
    "Kullback–Leibler divergence": "D(Σ(j, y[j] log(y[j]/p[j])), u[i]) == p[i] Σ(j, y[j]) - y[i] "
    + LOGITS,
    "label smoothing": """D(-Σ(j, ((1 - ε) 1[j=ℓ] + ε/k) log(p[j])), u[i])
        == p[i] - (1 - ε) 1[i=ℓ] - ε/k """
    + LOGITS
    + ", ℓ = 1..k, ε",
    "weighted cross-entropy": """D(-Σ(j, c[j] y[j] log(p[j])), u[i])
        == p[i] Σ(j, c[j] y[j]) - c[i] y[i] """
    + LOGITS,
    "contrastive loss": """D(-u[ℓ]/τ + log(Σ(j, exp(u[j]/τ))), u[i])
        == (softmax(u/τ)[i] - 1[i=ℓ])/τ with u[1..k], τ""",
    "perplexity": "D(exp(-log(ŷ[ℓ])), ŷ[i]) == -1[i=ℓ]/ŷ[ℓ]^2",
    # ---- losses of one number
    "binary cross-entropy": "D(-y log(p) - (1 - y) log(1 - p), p) == (p - y)/(p (1 - p)) with y",
    "binary cross-entropy by a logit": """D(-y log(g(z)) - (1 - y) log(1 - g(z)), z)
        == g(z) - y with y """
    + LOGISTIC,
    "binary cross-entropy, weighted": """D(-c y log(g(z)) - (1 - y) log(1 - g(z)), z)
        == (1 - y) g(z) - c y (1 - g(z)) with y, c """
    + LOGISTIC,
    "focal loss": """D(-y (1 - p)^γ log(p) - (1 - y) p^γ log(1 - p), p)
        == y (1 - p)^γ (γ log(p)/(1 - p) - 1/p) - (1 - y) p^γ (γ log(1 - p)/p - 1/(1 - p))
        with y, γ""",
    "focal loss by a logit": """D(-(1 - g(z))^2 log(g(z)), z)
        == (1 - g(z))^2 (2 g(z) log(g(z)) + g(z) - 1) """
    + LOGISTIC,
    "hinge": "D(max(0, 1 - y z), z) == -y 1[y z < 1] with y",
    "Huber": """D(cases(z^2/2 if |z| <= 1, |z| - 1/2), z) == cases(z if |z| <= 1, sign(z))""",
    "absolute error": "D(|z - w|, z) == sign(z - w)",
    "log-cosh": "D(log(cosh(z)), z) == tanh(z)",
    "Gaussian by its mean": "D((z - μ)^2/(2 σ^2) + log(σ), μ) == (μ - z)/σ^2 with σ, μ",
    "Gaussian by its width": "D((z - μ)^2/(2 σ^2) + log(σ), σ) == 1/σ - (z - μ)^2/σ^3 with σ, μ",
    "Poisson": "D(exp(z) - y z, z) == exp(z) - y with y",
    # ---- activations
    "logistic": "D(g(z), z) == g(z) (1 - g(z)) " + LOGISTIC,
    "logistic, twice": "D(g(z), z, z) == g(z) (1 - g(z)) (1 - 2 g(z)) " + LOGISTIC,
    "logistic, mirrored": "g(-z) == 1 - g(z) " + LOGISTIC,
    "tanh by the logistic": "tanh(z) == 2 g(2z) - 1 " + LOGISTIC,
    "tanh of a sum": "tanh(z + w) == (tanh(z) + tanh(w))/(1 + tanh(z) tanh(w))",
    "softplus": "D(log(1 + exp(z)), z) == 1/(1 + exp(-z))",
    "softplus' difference": "log(1 + exp(z)) - log(1 + exp(-z)) == z",
    "swish": "D(z g(z), z) == g(z) + z g(z) (1 - g(z)) " + LOGISTIC,
    "GELU": "D(z/2 (1 + erf(z/√2)), z) == (1 + erf(z/√2))/2 + z exp(-z^2/2)/√(2 pi)",
    "GELU by tanh": """D(z/2 (1 + tanh(s)), z)
        == (1 + tanh(s))/2 + z/2 (1 - tanh(s)^2) c (1 + 3 q z^2)
        where s = c (z + q z^3) with c, q""",
    "mish": """D(z tanh(log(1 + exp(z))), z)
        == tanh(log(1 + exp(z))) + z (1 - tanh(log(1 + exp(z)))^2)/(1 + exp(-z))""",
    "ELU": "D(cases(z if z > 0, α (exp(z) - 1)), z) == cases(1 if z > 0, α exp(z))",
    "relu": "D(max(0, z), z) == 1[z > 0]",
    "leaky relu": "D(max(z/10, z), z) == cases(1 if z > 0, 1/10)",
    "gated linear unit": "D(z g(w), w) == z g(w) (1 - g(w)) " + LOGISTIC,
    # ---- normalisation
    "centring": "D(x[i] - Σ(m, x[m])/n, x[j]) == 1[i=j] - 1/n",
    "variance": "D(Σ(j, (x[j] - Σ(m, x[m])/n)^2)/n, x[i]) == 2/n (x[i] - Σ(m, x[m])/n)",
    "layer norm's Jacobian": "D(z[i], x[j]) == (1[i=j] - 1/n - z[i] z[j]/n)/σ" + NORM,
    "layer norm, shifted": """
        (x[i] + c - Σ(j, x[j] + c)/n)/√(Σ(j, (x[j] + c - Σ(m, x[m] + c)/n)^2)/n + ε)
        == (x[i] - Σ(j, x[j])/n)/√(Σ(j, (x[j] - Σ(m, x[m])/n)^2)/n + ε) with c, ε""",
    "RMS norm's Jacobian": """D(x[i]/r, x[j]) == (1[i=j] - x[i] x[j]/(n r^2))/r
        where r = √(Σ(m, x[m]^2)/n + ε) with r, ε""",
    "batch norm by its shift": "D(ℒ, β) == Σ(i, D(ℒ, v[i])) " + BATCH_NORM,
    "batch norm by its scale": "D(ℒ, γ) == Σ(i, D(ℒ, v[i]) z[i]) " + BATCH_NORM,
    "batch norm by its input": """D(ℒ, x[i])
        == γ/(n σ) (n D(ℒ, v[i]) - Σ(j, D(ℒ, v[j])) - z[i] Σ(j, D(ℒ, v[j]) z[j])) """
    + BATCH_NORM,
    # ---- layers
    "layer's Jacobian": """matrix(i, 1..n, j, 1..n, D(g((W[1] @ x)[i]), x[j]))
        == diag(g'(W[1] @ x)) @ W[1]""",
    "residual's Jacobian": """matrix(i, 1..n, j, 1..n, D(x[i] + g((A @ x)[i]), x[j]))
        == diag(vector(i, 1..n, 1)) + diag(g'(A @ x)) @ A with A[1..n,1..n]""",
    "residual's gradient": """∇(ℒ, x) == ∇(ℒ, v) + A.T @ (∇(ℒ, v) ⊙ g'(A @ x))
        where ℒ depends on v[i] where v[i] = x[i] + g(Σ(j, A[i,j] x[j]))
        with A[1..n,1..n], v[1..n]""",
    "three layers down": """∇(ℒ, W[1])
        == ((W[2].T @ ((W[3].T @ ∇(ℒ, a[3])) ⊙ g'(a[2]))) ⊙ g'(a[1])) @ x.T """
    + NETWORK,
    "weights used twice": """D(ℒ, A[i,j])
        == D(ℒ, s[i]) r[j] + Σ(m, D(ℒ, s[m]) A[m,i]) g'(t[i]) x[j] """
    + TIED,
    "autoencoder with tied weights": """∇((B.T @ B @ x - x).T @ (B.T @ B @ x - x), B)
        == 2 (B @ (B.T @ B @ x - x) @ x.T + B @ x @ (B.T @ B @ x - x).T) with B[1..k,1..n]""",
    "weight decay": """∇(ℒ + λ/2 Σ(i, Σ(j, B[i,j]^2)), B) == ∇(ℒ, v) @ x.T + λ B
        where ℒ depends on v[i] where v[i] = Σ(j, B[i,j] x[j]) with B[1..k,1..n], v[1..k], λ""",
    # ---- attention
    "attention by the scores": """D(ℒ, S[i,m]) == P[i,m] (Σ(j, D(ℒ, O[i,j]) V[m,j])
        - Σ(r, 1..N, P[i,r] Σ(j, D(ℒ, O[i,j]) V[r,j]))) """
    + ATTENTION,
    # ---- steps
    "momentum, unrolled": """v[3] == u[3] + β u[2] + β^2 u[1] + β^3 v[0]
        where v[3] = β v[2] + u[3] where v[2] = β v[1] + u[2] where v[1] = β v[0] + u[1]
        with v[0..3], u[1..3], β""",
    "a step's first order": "D(f(z - η D(f(z), z)), η) == -f'(z - η f'(z)) f'(z)",
    "Newton's step on a parabola": "z - D(α (z - c)^2, z)/D(α (z - c)^2, z, z) == c with c",
    "averages, moving": """v[2] - m == (1 - β)(u[2] - m) + β (1 - β)(u[1] - m) + β^2 (v[0] - m)
        where v[2] = β v[1] + (1 - β) u[2] where v[1] = β v[0] + (1 - β) u[1]
        with v[0..2], u[1..2], β, m""",
}

# True as well, but no rule of the proof reaches them: (line, why)
UNPROVED = {
    "geometric sum": ("Σ(j, 0..n, z^j) (1 - z) == 1 - z^(n + 1)", "it needs induction over n"),
    "Gauss' sum": ("Σ(j, 1..n, j) == n (n + 1)/2", "it needs induction over n"),
    "telescope": (
        "Σ(j, 1..n-1, x[j+1] - x[j]) == x[n] - x[1]",
        "no index is shifted, no last term taken out",
    ),
    "sum over a triangle": (
        "Σ(j, Σ(m, j+1..n, x[j] x[m])) == (Σ(j, x[j])^2 - Σ(j, x[j]^2))/2",
        "a range that depends on another index is not split",
    ),
    "sine of a double angle": ("sin(z) == 2 sin(z/2) cos(z/2)", "angles have no common unit"),
}
