"""Golden numbers of the activations, by mpmath with 60 digits, each rounded once to float64.

    python3 -m venv venv && venv/bin/pip install mpmath==1.3.0
    venv/bin/python tools/golden/activations.py

writes packages/activations/NAME/test/golden.json: by variant (`default` without one) rows of x, f(x), f'(x). All x are float32.
The formulas stand here a second time, as their papers write them, and derivatives are mpmath's or those of the paper: nothing
is taken from the packages. At a kink the derivative is that of the side on which the value is not greater than the kink.
"""

import json
import struct
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
ROOT = Path(__file__).resolve().parents[2] / "packages/activations"


def float32(value):
    return struct.unpack("f", struct.pack("f", value))[0]


MAGNITUDES = [1e-30, 1e-7, 1e-3, 0.03, 0.1, 0.25, 0.5, 0.7, 1, 1.2784645, 1.5, 2, 2.3993573, 2.699, 3, 3.7, 4.5, 5, 6, 7.1, 9, 12, 13.3, 17.3, 20, 30, 45, 88, 104, 1000, 1e5]
POINTS = sorted({float32(sign * size) for size in [0, *MAGNITUDES] for sign in (-1, 1)})


def sigmoid(u):
    return 1 / (1 + mp.exp(-u)) if u >= 0 else mp.exp(u) / (1 + mp.exp(u))


def softplus(u):
    return max(u, mp.mpf(0)) + mp.log1p(mp.exp(-abs(u)))


def normal_cdf(u):
    # mpmath's erfc fails for large arguments, where the tail is below any float32.
    return mp.erfc(-u / mp.sqrt(2)) / 2 if abs(u) < 500 else mp.mpf(1 if u > 0 else 0)


def swish(beta):
    return (
        lambda u: u * sigmoid(beta * u),
        lambda u: sigmoid(beta * u) * (1 + beta * u * sigmoid(-beta * u)),
    )


def tanh_gelu():
    k, c = mp.sqrt(2 / mp.pi), mp.mpf("0.044715")
    # 1 - tanh^2, far below any float for large arguments; mpmath would need as many digits as it has leading zeros.
    slope = lambda v: mp.sech(v) ** 2 if abs(v) < 1e4 else mp.mpf(0)
    inner = lambda u: k * (u + c * u**3)
    return (
        lambda u: u / 2 * (1 + mp.tanh(inner(u))) if abs(u) < 100 else max(u, mp.mpf(0)),
        lambda u: (1 + mp.tanh(inner(u))) / 2 + u / 2 * slope(inner(u)) * k * (1 + 3 * c * u * u)
        if abs(u) < 100
        else mp.mpf(1 if u > 0 else 0),
    )


def elu(scale, factor=mp.mpf(1)):
    return (
        lambda u: factor * (u if u > 0 else scale * mp.expm1(u)),
        lambda u: factor * (mp.mpf(1) if u > 0 else scale * mp.exp(u)),
    )


def smelu(b):
    """Equation 7 of arXiv 2010.09931."""
    return (
        lambda u: mp.mpf(0) if u <= -b else u if u >= b else (u + b) ** 2 / (4 * b),
        lambda u: mp.mpf(0) if u <= -b else mp.mpf(1) if u >= b else (u + b) / (2 * b),
    )


def rescu(low, high, a, b, offset):
    """The integral of a derivative that rises from `low` at -a to `high` at b, with the value offset - a low at -a."""
    slope = lambda u: low if u <= -a else high if u >= b else low + (high - low) * (u + a) / (a + b)

    def value(u):
        start = offset - a * low
        if u <= -a:
            return start + low * (u + a)
        end = min(u, b)
        area = low * (end + a) + (high - low) * (end + a) ** 2 / (2 * (a + b))
        return start + area + max(u - b, mp.mpf(0)) * high

    return value, slope


def smooth_leaky(slope, steepness):
    return (
        lambda u: slope * u + (1 - slope) * u * sigmoid(steepness * u),
        lambda u: slope
        + (1 - slope) * sigmoid(steepness * u) * (1 + steepness * u * sigmoid(-steepness * u)),
    )


def gate(u):
    return mp.tanh(softplus(u))


SELU_SCALE = mp.mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mp.mpf("1.6732632423543772848170429916717")
FIVE_THIRDS = mp.mpf(5) / 3

# package: variant: (value, derivative)
ACTIVATIONS = {
    "gelu": {
        "default": (
            lambda u: u * normal_cdf(u),
            lambda u: normal_cdf(u) + u * mp.exp(-u * u / 2) / mp.sqrt(2 * mp.pi),
        ),
        "tanh": tanh_gelu(),
    },
    "swish": {"default": swish(mp.mpf(1)), "silu": swish(mp.mpf(1))},
    "elu": {"default": elu(mp.mpf(1))},
    "selu": {"default": elu(SELU_ALPHA, SELU_SCALE)},
    "mish": {
        "default": (
            lambda u: u * gate(u),
            lambda u: gate(u) + u * sigmoid(u) * (1 - gate(u) ** 2 if u < 50 else mp.sech(softplus(u)) ** 2)
            if abs(u) < 1000
            else mp.mpf(1 if u > 0 else 0),
        )
    },
    "softplus": {"default": (softplus, sigmoid)},
    "relu6": {
        "default": (
            lambda u: min(max(u, mp.mpf(0)), mp.mpf(6)),
            lambda u: mp.mpf(1 if 0 < u < 6 else 0),
        )
    },
    "smelu": {"default": smelu(mp.mpf(1))},
    "rescu": {"default": rescu(mp.mpf("0.01"), mp.mpf(1), mp.mpf("0.1"), mp.mpf("0.1"), mp.mpf(0))},
    # Its backward pass is not the derivative: 1 from the threshold on.
    "helu": {"default": (lambda u: max(u, mp.mpf(0)), lambda u: mp.mpf(1 if u > mp.mpf("-0.05") else 0))},
    "gcu": {"default": (lambda u: u * mp.cos(u), lambda u: mp.cos(u) - u * mp.sin(u))},
    "smooth-leaky": {"default": smooth_leaky(mp.mpf("0.1"), FIVE_THIRDS)},
    "randomized-smooth-leaky": {
        "default": smooth_leaky((mp.mpf("0.125") + mp.mpf("0.333")) / 2, FIVE_THIRDS)
    },
}


def number(value):
    """Values below the normal float32 range count as 0 here, and are written as 0."""
    value = float(mp.re(value))
    return 0.0 if abs(value) < 2.0**-126 else value


def rows(value, derivative):
    return [[point, number(value(mp.mpf(point))), number(derivative(mp.mpf(point)))] for point in POINTS]


for name, variants in ACTIVATIONS.items():
    tables = ",\n".join(
        f"  {json.dumps(variant)}: [\n" + ",\n".join(f"    {json.dumps(row)}" for row in rows(*of)) + "\n  ]"
        for variant, of in variants.items()
    )
    (ROOT / name / "test").mkdir(parents=True, exist_ok=True)
    (ROOT / name / "test/golden.json").write_text("{\n" + tables + "\n}\n")
