"""XLA's own cost analysis of a training step: `xla_cost.py FOLDER BATCH` prints a line of JSON.

FOLDER holds the SavedModel of the compiled engine, BATCH is the size of the step's batch. Needs tensorflow-cpu and jaxlib.
"""

import json
import sys

import tensorflow as tf
from jaxlib import xla_client
from tensorflow.core.framework import attr_value_pb2
from tensorflow.core.protobuf import saved_model_pb2
from tensorflow.python.eager import context

folder, batch = sys.argv[1:]
model = saved_model_pb2.SavedModel()
with open(f"{folder}/saved_model.pb", "rb") as file:
    model.ParseFromString(file.read())
graph = model.meta_graphs[0].graph_def
functions = {function.signature.name: function for function in graph.library.function}
name = f"batch_{batch}_step"
signature = functions[name].signature
loop = next(node for node in functions[f"{name}s"].node_def if node.op == "While")
tables = {node.name: node.attr for node in graph.node if node.op == "VarHandleOp"}


def zeros(shape, kind):
    return tf.zeros([dim.size for dim in shape.dim], tf.as_dtype(kind))


# The step's parameters: resources are the tables of images and labels.
resource = tf.resource.as_datatype_enum
values = [
    tf.Variable(zeros(tables[arg.name]["shape"].shape, tables[arg.name]["dtype"].type))
    if arg.type == resource
    else zeros(shape, arg.type)
    for arg, shape in zip(signature.input_arg, loop.attr["output_shapes"].list.shape)
]
for function in functions.values():
    context.context().add_function_def(function)


def types(args):
    value = attr_value_pb2.AttrValue()
    value.list.type.extend([arg.type for arg in args])
    return value


@tf.function(jit_compile=True)
def step(*given):
    given = iter(given)
    outer = tf.compat.v1.get_default_graph()
    inputs = [outer.capture(v.handle) if isinstance(v, tf.Variable) else next(given) for v in values]
    called = attr_value_pb2.AttrValue()
    called.func.name = name
    call = outer.create_op(
        "StatefulPartitionedCall",
        inputs,
        [tf.as_dtype(arg.type) for arg in signature.output_arg],
        attrs={"f": called, "Tin": types(signature.input_arg), "Tout": types(signature.output_arg)},
    )
    return [made for made in call.outputs if made.dtype != tf.resource]


compiled = step.experimental_get_compiler_ir(*[v for v in values if not isinstance(v, tf.Variable)])
client = xla_client.make_cpu_client()


def cost(stage):
    module = xla_client.XlaComputation(compiled(stage=stage)).get_hlo_module()
    found = xla_client._xla.hlo_module_cost_analysis(client, module)
    return {"flops": found["flops"], "bytes": found["bytes accessed"]}


print(json.dumps({"each": cost("hlo_serialized"), "together": cost("optimized_hlo_serialized")}))
