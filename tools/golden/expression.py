"""Golden numbers for @rectified/expression, by mpmath with 60 digits, each rounded once to float64.

    python3 -m venv venv && venv/bin/pip install mpmath==1.3.0
    venv/bin/python tools/golden/expression.py > packages/core/expression/test/golden.json

The formulas stand here a second time, as their papers write them: nothing is taken from the package. JSON has no NaN and no
infinities; they are strings.
"""

import json

import mpmath as mp

mp.mp.dps = 60
INF = mp.inf
MAGNITUDES = [5e-324, 1e-310, 2.0**-126, 1e-20, 1e-8, 1e-3, 0.1, 0.5, 0.75, 1.25, 2.0, 2.75, 3.5, 5.0, 10.0, 26.0, 88.0, 700.0, 745.0, 1e3, 1e16, 1e30, 1e300]
POINTS = sorted([-m for m in MAGNITUDES] + MAGNITUDES)


def number(value):
    value = mp.re(value)
    if mp.isnan(value):
        return "NaN"
    value = float(value)  # Rounds to the nearest; overflows to an infinity.
    return value if abs(value) != float("inf") else ("Infinity" if value > 0 else "-Infinity")


def sigmoid(u):
    return 1 / (1 + mp.exp(-u)) if u >= 0 else mp.exp(u) / (1 + mp.exp(u))


def softplus(u):
    return max(u, mp.mpf(0)) + mp.log1p(mp.exp(-abs(u)))


def gauss(u):
    return 2 / mp.sqrt(mp.pi) * mp.exp(-u * u)


def erfc(u):
    return mp.erfc(u) if abs(u) <= 1e3 else mp.mpf(0 if u > 0 else 2)  # mpmath fails far out.


def erfcx(u):
    # For large u mpmath's erfc has no digits left, and 1 / (sqrt(pi) u) is exact in float64.
    return mp.exp(u * u) * erfc(u) if u < 1e3 else 1 / (mp.sqrt(mp.pi) * u) * (1 - 1 / (2 * u * u) + 3 / (4 * u**4))


# name: (value, derivative, smallest argument, value and derivative at -infinity, at infinity)
NAN = mp.nan
UNARY = {
    "neg": (lambda u: -u, lambda u: mp.mpf(-1), None, (INF, -1), (-INF, -1)),
    "abs": (abs, lambda u: mp.mpf(1 if u > 0 else -1), None, (INF, -1), (INF, 1)),
    "sqrt": (mp.sqrt, lambda u: 1 / (2 * mp.sqrt(u)), 0, (NAN, NAN), (INF, 0)),
    "exp": (mp.exp, mp.exp, None, (0, 0), (INF, INF)),
    "expm1": (mp.expm1, mp.exp, None, (-1, 0), (INF, INF)),
    "log": (mp.log, lambda u: 1 / u, 0, (NAN, None), (INF, 0)),
    "log1p": (mp.log1p, lambda u: 1 / (1 + u), -1, (NAN, None), (INF, 0)),
    "tanh": (mp.tanh, lambda u: mp.sech(u) ** 2, None, (-1, 0), (1, 0)),
    "sigmoid": (sigmoid, lambda u: sigmoid(u) * sigmoid(-u), None, (0, 0), (1, 0)),
    "softplus": (softplus, sigmoid, None, (0, 0), (INF, 1)),
    "erf": (mp.erf, gauss, None, (-1, 0), (1, 0)),
    "erfc": (erfc, lambda u: -gauss(u), None, (2, 0), (0, 0)),
    "erfcx": (erfcx, lambda u: 2 * u * erfcx(u) - 2 / mp.sqrt(mp.pi), None, (INF, None), (0, None)),
    "sin": (mp.sin, mp.cos, None, (NAN, NAN), (NAN, NAN)),
    "cos": (mp.cos, lambda u: -mp.sin(u), None, (NAN, NAN), (NAN, NAN)),
}


def cancels(name, point):
    """2 u erfcx(u) - 2 / sqrt(pi) loses its digits for large u; other functions are lowered to erfcx only after differentiating."""
    return name == "erfcx" and point > 2


def unary(name):
    value, derivative, least, low, high = UNARY[name]
    rows = [
        [point, number(value(mp.mpf(point))), None if cancels(name, point) else number(derivative(mp.mpf(point)))]
        for point in POINTS
        if least is None or point > least
    ]
    for end, (v, d) in (("-Infinity", low), ("Infinity", high)):
        rows.append([end, number(mp.mpf(v)), None if d is None else number(mp.mpf(d))])
    return rows


def normal_cdf(u):
    return erfc(-u / mp.sqrt(2)) / 2


def mish_gate(u):
    return mp.tanh(softplus(u))


# name: (value, derivative), as the papers write them.
K = mp.sqrt(2 / mp.pi)
FORMULAS = {
    "silu": (lambda u: u * sigmoid(u), lambda u: sigmoid(u) * (1 + u * sigmoid(-u))),
    "gelu": (lambda u: u * normal_cdf(u), lambda u: normal_cdf(u) + u * mp.exp(-u * u / 2) / mp.sqrt(2 * mp.pi)),
    "gelu-tanh": (
        lambda u: u / 2 * (1 + mp.tanh(K * (u + mp.mpf(0.044715) * u**3))),
        lambda u: (1 + mp.tanh(K * (u + mp.mpf(0.044715) * u**3))) / 2
        + u / 2 * mp.sech(K * (u + mp.mpf(0.044715) * u**3)) ** 2 * K * (1 + 3 * mp.mpf(0.044715) * u**2),
    ),
    "mish": (
        lambda u: u * mish_gate(u),
        lambda u: mish_gate(u) + u * sigmoid(u) * mp.sech(softplus(u)) ** 2,
    ),
    "gcu": (lambda u: u * mp.cos(u), lambda u: mp.cos(u) - u * mp.sin(u)),
    "elu": (lambda u: u if u > 0 else mp.expm1(u), lambda u: mp.mpf(1) if u > 0 else mp.exp(u)),
    "softplus": (softplus, sigmoid),
    "hard-swish": (
        lambda u: u * min(max(u + 3, mp.mpf(0)), mp.mpf(6)) / 6,
        lambda u: mp.mpf(0) if u <= -3 else mp.mpf(1) if u >= 3 else (2 * u + 3) / 6,
    ),
}
# Beyond this x^3 overflows float64 in the formula as written; its value is 0 or x there.
ORDINARY = [point for point in POINTS if abs(point) <= 1e30]


def formula(name):
    value, derivative = FORMULAS[name]
    # Tails that are 0 in any floating point would need millions of digits.
    far = [p for p in ORDINARY if abs(p) <= 1e3 or name in ("gcu", "hard-swish")]
    return [[p, number(value(mp.mpf(p))), number(derivative(mp.mpf(p)))] for p in far]


def block(tables):
    """Writes one row per line."""
    lines = ",\n".join(
        f"  {json.dumps(name)}: [\n" + ",\n".join(f"   {json.dumps(row)}" for row in rows) + "\n  ]"
        for name, rows in tables.items()
    )
    return "{\n" + lines + "\n }"


if __name__ == "__main__":
    print("{")
    print(f' "mpmath": {json.dumps(mp.__version__)},')
    print(f' "unary": {block({name: unary(name) for name in UNARY})},')
    print(f' "formulas": {block({name: formula(name) for name in FORMULAS})}')
    print("}")
