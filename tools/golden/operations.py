"""Golden numbers for the operations of @rectified/expression on every backend, by mpmath with 60 digits, each rounded once
to float64. All arguments are float32.

    python3 -m venv venv && venv/bin/pip install mpmath==1.3.0
    venv/bin/python tools/golden/operations.py > packages/core/activation/src/testing/operations.json

A function of one argument has its values and derivatives at all `points`; one of two has rows for the first argument and
columns for the second, each one of `pairs`. JSON has no NaN and no infinities; they are strings. null is what nothing is
promised of: a derivative outside of where the function is defined, or where the argument is NaN and the derivative does
not depend on it; what the sign of a zero decides; and 0 times an infinity, which rule Z decides.
"""

import json
import struct

import mpmath as mp
from expression import UNARY, number

NAN, INF = mp.nan, mp.inf


def rounded(value):
    """The nearest float32."""
    return struct.unpack("f", struct.pack("f", value))[0]


LARGEST = 3e38  # its double is an infinity in float32
POSITIVE = [
    0.0, 2.0**-149, 1e-40, 2.0**-126, 1e-30, 1e-20, 2.0**-26, 2.0**-23, 1e-5, 1e-3, 0.01, 0.0625, 0.1, 0.25, 0.34375, 0.35,
    0.46875, 0.5, 0.6875, 0.693, 0.75, 0.875, 1 - 2.0**-24, 1.0, 1 + 2.0**-23, 1.25, 1.5, 1.5703125, 1.5707963267948966, 2.0,
    2.5, 3.0, 3.141592653589793, 3.75, 4.0, 5.0, 6.283185307179586, 7.0, 8.0, 9.0, 9.25, 10.0, 12.5, 16.0, 17.0, 20.0, 26.0,
    30.0, 50.0, 80.0, 87.25, 88.5, 89.0, 100.0, 103.25, 105.0, 355.0, 1e3, 7999.0, 8001.0, 1e4, 1e5, 12345679.0, 1e10, 1e20,
    1e30, LARGEST,
]
SIZES = sorted({rounded(value) for value in POSITIVE})
POINTS = [-INF] + [-size for size in reversed(SIZES)] + SIZES + [INF, NAN]

# Two neighbors, for near ties; everything else is far apart.
PAIRS = [-INF, -LARGEST, -2.5, -1.0, -(2.0**-149), -0.0, 0.0, 1e-40, 1e-20, 0.75, 0.75 + 2.0**-24, 1.0, 3.0, 1e20, LARGEST, INF, NAN]
PAIRS = [value if mp.isnan(value) or mp.isinf(value) else rounded(value) for value in PAIRS]


def is_negative_zero(value):
    return value == 0 and str(float(value)).startswith("-")


def encoded(value):
    return None if value is None else number(mp.mpf(value))


def unary(name):
    value, derivative, least, low, high = UNARY[name]
    ends = {-INF: low, INF: high}

    def both(point):
        if mp.isnan(point):
            return NAN, None if name == "neg" else NAN
        if point in ends:
            return ends[point]
        at = mp.mpf(point)
        if least is not None and point < least:
            return NAN, NAN if name == "sqrt" else None
        if least is not None and point == least:
            # The derivatives have a pole with the sign of the zero.
            return 0 if name == "sqrt" else -INF, None if is_negative_zero(point) else INF
        return value(at), derivative(at)

    rows = [both(point) for point in POINTS]
    return {"value": [encoded(v) for v, _ in rows], "derivatives": [[encoded(d) for _, d in rows]]}


def times(a, b):
    return None if (a == 0 and mp.isinf(b)) or (b == 0 and mp.isinf(a)) else a * b


def over(a, b):
    return None if b == 0 else a / b


def minus_over_square(a, b):
    """The derivative of a / b by b."""
    return None if b == 0 else -a / b / b


def tie(first, second):
    """The derivatives of a choice: the first argument's if `first`, else the second's."""
    return lambda a, b: 1 if first(a, b) else 0, lambda a, b: 1 if second(a, b) else 0


BY_MAX = tie(lambda a, b: a > b, lambda a, b: a <= b)
BY_MIN = tie(lambda a, b: a < b, lambda a, b: a >= b)

# name: (value, [(derivative, the arguments it depends on) by each argument]). Ties go to the second (rule T).
BINARY = {
    "add": (lambda a, b: a + b, [(lambda a, b: 1, ""), (lambda a, b: 1, "")]),
    "sub": (lambda a, b: a - b, [(lambda a, b: 1, ""), (lambda a, b: -1, "")]),
    "mul": (times, [(lambda a, b: b, "b"), (lambda a, b: a, "a")]),
    "div": (over, [(lambda a, b: over(mp.mpf(1), b), "b"), (minus_over_square, "ab")]),
    "min": (lambda a, b: a if a < b else b, [(BY_MIN[0], "ab"), (BY_MIN[1], "ab")]),
    "max": (lambda a, b: a if a > b else b, [(BY_MAX[0], "ab"), (BY_MAX[1], "ab")]),
}


def at_pairs(f, depends):
    def at(a, b):
        if mp.isnan(a) or mp.isnan(b):
            is_nan = (mp.isnan(a) and "a" in depends) or (mp.isnan(b) and "b" in depends)
            return encoded(NAN if is_nan else None)
        return encoded(f(mp.mpf(a), mp.mpf(b)))

    return [[at(a, b) for b in PAIRS] for a in PAIRS]


def binary(name):
    value, derivatives = BINARY[name]
    return {"value": at_pairs(value, "ab"), "derivatives": [at_pairs(d, depends) for d, depends in derivatives]}


def lines(tables):
    return "{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(table)}" for name, table in tables.items()) + "\n }"


def special(value):
    """A point; keeps the sign of zero."""
    return number(mp.mpf(value)) if mp.isnan(value) or mp.isinf(value) else value


if __name__ == "__main__":
    greater = at_pairs(lambda a, b: 1 if a > b else 0, "ab")
    print("{")
    print(f' "mpmath": {json.dumps(mp.__version__)},')
    print(f' "points": {json.dumps([special(point) for point in POINTS])},')
    print(f' "unary": {lines({name: unary(name) for name in UNARY})},')
    print(f' "pairs": {json.dumps([special(point) for point in PAIRS])},')
    print(f' "binary": {lines({name: binary(name) for name in BINARY})},')
    print(f' "greater": {json.dumps(greater)}')
    print("}")
