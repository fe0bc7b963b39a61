import { callable, checkFields, listOf, wholeNumber } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { forAnySize, type Recorded } from './any-size.js';
import { FunctionBody } from './function-body.js';
import { inScope } from './in-scope.js';
import { record } from './record.js';
import { encodeSavedModel, type Place, type SavedModel } from './saved-model.js';

export interface InferenceOptions {
  /** Of one image; the function takes any number of them as float32. */
  readonly shape: readonly number[];
  /**
   * What is computed of images, [n, ...shape], in tfjs's operations: for every image numbers of its own, under names.
   * It is run three times, for different n.
   */
  readonly compute: (images: tf.Tensor) => Readonly<Record<string, tf.Tensor>>;
}

/** Numbers of images for which a function is recorded, odd ones and an even one. */
const sizes = [13, 16, 19] as const;

/**
 * The file `saved_model.pb` of a SavedModel that computes a function of images: its signature `serving_default` takes
 * `images`, any number of them, and gives what `compute` gives. Weights are constants in it. TensorFlow reads it in Python, by TensorFlow
 * Serving and by tfjs-node (`tf.node.loadSavedModel`), and refuses images of another shape. For the backend of tfjs-node with TensorFlow's own kernels.
 *
 * Throws an `InputError` where `compute` reads what it computes.
 *
 * @example
 * const file = inferenceModel({ shape: [32, 32, 3], compute: (images) => ({ logits: model.predict(images) }) });
 * writeFileSync('model/saved_model.pb', file);
 */
export function inferenceModel(options: InferenceOptions): Uint8Array {
  const { shape, compute } = checkFields('an inference model', options, {
    shape: listOf(wholeNumber({ from: 1 }), 'the shape of an image, such as [32, 32, 3]'),
    compute: callable(),
  });
  const images = { type: 'float32', shape: [-1, ...shape] } as const;
  const outputs: Record<string, Pick<Place, 'type' | 'shape'>> = {};
  const recordings = sizes.map((size): Recorded => {
    // What is equal for one number of images need not be for another.
    const body = new FunctionBody({ sharesConstants: false });
    const parameter = body.parameter('images', { type: 'float32', shape: [size, ...shape] });
    const results = inScope(() => {
      const given = tf.zeros([size, ...shape]);
      const options = { known: new Map([[given, parameter]]), xla: false, outside: 'constant' } as const;
      const { result, find } = record(body, options, () => compute(given));
      return Object.entries(result).map(([name, tensor]) => [name, find(tensor)] as const);
    });
    for (const [name, { type, shape }] of results) outputs[name] = { type, shape: [-1, ...shape.slice(1)] };
    return { size, definition: body.define('infer', Object.fromEntries(results)) };
  }) as [Recorded, Recorded, Recorded];
  const definition = forAnySize(recordings, { from: 'images', ...images });
  const names = Object.keys(outputs);
  const types = names.map((name) => outputs[name]!.type);
  const model: SavedModel = {
    functions: [definition],
    nodes: [
      {
        name: 'images',
        op: 'Placeholder',
        inputs: [],
        attributes: { dtype: { type: images.type }, shape: { shape: images.shape } },
      },
      {
        // TensorFlow itself does not compare what it is given with the signature, and computes with images of another size, or ends.
        name: 'images_of_this_size',
        op: 'EnsureShape',
        inputs: ['images'],
        attributes: { T: { type: images.type }, shape: { shape: images.shape } },
      },
      {
        name: 'infer_call',
        op: 'StatefulPartitionedCall',
        inputs: ['images_of_this_size'],
        attributes: { Tin: { types: ['float32'] }, Tout: { types }, f: { function: 'infer' } },
      },
    ],
    signatures: {
      serving_default: {
        inputs: { images: { from: 'images:0', ...images } },
        outputs: Object.fromEntries(
          names.map((name, index) => [name, { from: `infer_call:${index}`, ...outputs[name]! }]),
        ),
      },
    },
  };
  return encodeSavedModel(model);
}
