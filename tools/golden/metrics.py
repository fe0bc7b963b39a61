"""Golden numbers for @rectified/metrics, by scipy and scikit-learn.

    python3 -m venv venv && venv/bin/pip install scipy==1.17.1 scikit-learn==1.9.1
    venv/bin/python tools/golden/metrics.py > packages/training/metrics/test/golden.json

Inputs are drawn here and written beside the expected numbers, so that the tests need no generator of their own.
"""

import json
import sys

import numpy as np
import scipy
import sklearn
from scipy import special, stats
from sklearn import metrics

rng = np.random.default_rng(20150505)


def classification(rows, classes, scale):
    logits = rng.normal(0, scale, (rows, classes)).astype(np.float32).astype(np.float64)
    labels = rng.integers(0, classes, rows)
    every = np.arange(classes)
    return {
        "classes": classes,
        "logits": logits.ravel().tolist(),
        "labels": labels.tolist(),
        "error": 1 - metrics.accuracy_score(labels, logits.argmax(1)),
        "topKError": {
            str(k): 1 - metrics.top_k_accuracy_score(labels, logits, k=k, labels=every) for k in (2, 3, 5) if k < classes
        },
        "crossEntropy": float(-special.log_softmax(logits, 1)[np.arange(rows), labels].mean()),
        "logLoss": float(metrics.log_loss(labels, special.softmax(logits, 1), labels=every)),
        "confusion": metrics.confusion_matrix(labels, logits.argmax(1), labels=every).tolist(),
    }


def summary(n):
    values = rng.normal(0.12, 0.004, n)
    low, high = stats.t.interval(0.95, n - 1, values.mean(), stats.sem(values))
    return {"values": values.tolist(), "mean": values.mean(), "deviation": values.std(ddof=1), "low": low, "high": high}


def paired(n, shift):
    a = rng.normal(0.12, 0.004, n)
    b = a + rng.normal(shift, 0.002, n)
    test = stats.ttest_rel(a, b)
    low, high = test.confidence_interval(0.95)
    margin = 0.003
    above = stats.ttest_1samp(a - b, -margin, alternative="greater").pvalue
    below = stats.ttest_1samp(a - b, margin, alternative="less").pvalue
    return {
        "a": a.tolist(), "b": b.tolist(), "t": test.statistic, "p": test.pvalue, "low": low, "high": high,
        "margin": margin, "tost": max(above, below),
    }


def wilson(wrong, n):
    interval = stats.binomtest(wrong, n).proportion_ci(0.95, "wilson")
    return {"wrong": wrong, "n": n, "low": interval.low, "high": interval.high}


def proportions(a, b):
    (wrong_a, n_a), (wrong_b, n_b) = a, b
    p_a, p_b = wrong_a / n_a, wrong_b / n_b
    ci_a, ci_b = (stats.binomtest(*counts).proportion_ci(0.95, "wilson") for counts in (a, b))
    # Newcombe (1998), method 10.
    low = p_b - p_a - np.hypot(p_b - ci_b.low, ci_a.high - p_a)
    high = p_b - p_a + np.hypot(ci_b.high - p_b, p_a - ci_a.low)
    p = stats.fisher_exact([[wrong_a, n_a - wrong_a], [wrong_b, n_b - wrong_b]]).pvalue
    return {"a": {"wrong": wrong_a, "n": n_a}, "b": {"wrong": wrong_b, "n": n_b}, "low": low, "high": high, "p": p}


def mcnemar(only_a, only_b):
    return {"onlyA": only_a, "onlyB": only_b, "p": stats.binomtest(only_a, only_a + only_b).pvalue}


def sign_flip(n, shift):
    """Exact up to 20 pairs."""
    a = rng.normal(0.12, 0.004, n)
    b = a + rng.normal(shift, 0.002, n)
    p = stats.permutation_test(
        (a, b), lambda a, b, axis: (a - b).mean(axis), permutation_type="samples", vectorized=True,
        n_resamples=np.inf if n <= 20 else 200_000, rng=np.random.default_rng(1),
    ).pvalue
    return {"a": a.tolist(), "b": b.tolist(), "p": p, "exact": n <= 20}


def stepped_flips(n, shifts):
    """The step-down maximum of Westfall and Young over all sign flips of the seeds, each arm in units of its own spread."""
    differences = np.array([rng.normal(shift, 0.002, n) for shift in shifts])
    scaled = differences / np.sqrt((differences**2).sum(1, keepdims=True))
    signs = np.array(np.meshgrid(*[[1, -1]] * n)).reshape(n, -1)
    sizes = np.abs(scaled @ signs)
    seen = np.abs(scaled.sum(1))
    order = np.argsort(-seen)
    adjusted = np.empty(len(shifts))
    least = 0
    for place, arm in enumerate(order):
        least = max(least, (sizes[order[place:]].max(0) >= seen[arm] - 1e-12).mean())
        adjusted[arm] = least
    return {"differences": differences.tolist(), "adjusted": adjusted.tolist()}


def bca(n, confidence):
    # Whole multiples of 2^-20, whose sums are exact: then two resamples of the same values have the same mean.
    values = np.round((rng.gamma(2, 0.004, n) - 0.005) * 2**20) / 2**20
    # With scipy's own resamples, so that the interval can be compared to the last digit; the other only within chance.
    few = stats.bootstrap((values,), np.mean, n_resamples=499, confidence_level=confidence, method="BCa", rng=np.random.default_rng(1))
    many = stats.bootstrap((values,), np.mean, n_resamples=200_000, confidence_level=confidence, method="BCa", rng=np.random.default_rng(2), batch=1000)
    return {
        "values": values.tolist(), "confidence": confidence, "means": few.bootstrap_distribution.tolist(),
        "low": few.confidence_interval.low, "high": few.confidence_interval.high,
        "lowOfMany": many.confidence_interval.low, "highOfMany": many.confidence_interval.high, "error": many.standard_error,
    }


def pairs(mean, deviation, level, power, margin=None):
    """By the noncentral t distribution: exact for the t-test, and for TOST the lower bound that adds both tests' errors."""
    for n in range(6, 10_001):
        root = np.sqrt(n) / deviation
        if margin is None:
            chance = stats.nct.sf(stats.t.isf(level / 2, n - 1), n - 1, abs(mean) * root)
        else:
            t = stats.t.isf(level, n - 1)
            chance = stats.nct.sf(t, n - 1, (margin - mean) * root) + stats.nct.sf(t, n - 1, (margin + mean) * root) - 1
        if chance >= power:
            return {"mean": mean, "deviation": deviation, "level": level, "power": power, "margin": margin, "pairs": n}


json.dump(
    {
        "by": f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "classification": [classification(40, 3, 2.0), classification(30, 10, 8.0), classification(20, 2, 0.5)],
        "summary": [summary(n) for n in (2, 3, 5, 10, 40)],
        "paired": [paired(n, shift) for n, shift in ((2, 0.001), (3, 0.0), (5, -0.002), (8, 0.008), (30, 0.0005))],
        "wilson": [wilson(*counts) for counts in ((0, 10), (10, 10), (1, 3), (1245, 10_000), (4290, 10_000), (7, 5336))],
        "mcnemar": [mcnemar(*counts) for counts in ((0, 1), (3, 0), (5, 9), (210, 284), (400, 401), (900, 600))],
        "proportions": [
            proportions(*pair)
            for pair in (
                ((0, 5), (5, 5)), ((0, 5), (1, 5)), ((0, 5), (0, 9)), ((3, 7), (3, 7)), ((10, 100), (30, 100)),
                ((2, 400), (9, 300)), ((1119, 10_000), (1245, 10_000)), ((4290, 10_000), (4025, 10_000)), ((0, 10_000), (10_000, 10_000)),
            )
        ],
        "signFlip": [sign_flip(n, shift) for n, shift in ((2, 0.001), (6, 0.008), (8, -0.001), (12, 0.001), (20, 0.0004), (30, 0.0008))],
        "steppedFlips": [stepped_flips(n, shifts) for n, shifts in ((6, (0.008, 0.001)), (8, (0.003, -0.002, 0.0, 0.002)), (9, (0.0005, 0.001, -0.001)))],
        "bca": [bca(n, confidence) for n, confidence in ((3, 0.95), (6, 0.95), (8, 0.9), (25, 0.99))],
        "pairs": [
            pairs(*case)
            for case in (
                (0.002, 0.004, 0.05, 0.8), (-0.0132, 0.004, 0.05, 0.8), (0.0004, 0.004, 0.05, 0.9), (0.003, 0.003, 0.01, 0.8),
                (0.0, 0.004, 0.05, 0.8, 0.005), (0.001, 0.004, 0.05, 0.8, 0.005), (-0.004, 0.004, 0.05, 0.9, 0.005),
            )
        ],
        "student": [
            {"t": t, "degrees": v, "p": 2 * stats.t.sf(abs(t), v)}
            for v in (1, 2, 4, 22, 100)
            for t in (0.0, 0.5, -2.3, 9.0)
        ],
        "within": [{"confidence": c, "degrees": v, "t": stats.t.ppf((1 + c) / 2, v)} for v in (1, 2, 4, 9, 99) for c in (0.9, 0.95, 0.99)],
        "normal": [{"confidence": c, "z": stats.norm.ppf((1 + c) / 2)} for c in (0.9, 0.95, 0.99)],
    },
    sys.stdout,
    default=float,
)
