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
