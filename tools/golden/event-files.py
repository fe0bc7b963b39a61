"""Golden event files for @rectified/tensorboard, by TensorBoard's own writer.

    python3 -m venv venv && venv/bin/pip install tensorboard==2.21.0
    venv/bin/python tools/golden/event-files.py > packages/training/tensorboard/test/golden.json
"""

import base64
import io
import json
import sys

import numpy as np
import tensorboard
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.summary.writer.record_writer import RecordWriter

rng = np.random.default_rng(20150505)


def histogram(values):
    """30 buckets of equal width, like tf.summary.histogram."""
    counts, edges = np.histogram(values, 30)
    return HistogramProto(
        min=values.min(), max=values.max(), num=len(values), sum=sum(values.tolist()), sum_squares=sum((values**2).tolist()),
        bucket_limit=edges[1:].tolist(), bucket=counts.tolist(),
    )


values = rng.normal(0, 0.05, 500).astype(np.float32).astype(np.float64)
scalars = {"train/loss": 2.302585, "train/error": 0.9, "rate": 0.0}
events = [
    Event(wall_time=1.5e9, file_version="brain.Event:2"),
    Event(wall_time=1.5e9 + 1, step=10, summary=Summary(value=[Summary.Value(tag=t, simple_value=v) for t, v in scalars.items()])),
    Event(wall_time=1.5e9 + 2.25, step=3_000_000_000, summary=Summary(value=[Summary.Value(tag="conv1/kernel", histo=histogram(values))])),
]
file = io.BytesIO()
writer = RecordWriter(file)
for event in events:
    writer.write(event.SerializeToString())
json.dump(
    {
        "by": f"TensorBoard {tensorboard.__version__}",
        "values": values.tolist(),
        "scalars": scalars,
        "file": base64.b64encode(file.getvalue()).decode(),
    },
    sys.stdout,
)
