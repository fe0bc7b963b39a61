import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { centerSteps } from '@rectified/augment';
import type { BackendChoice } from '@rectified/backend';
import { inferenceModel } from '@rectified/compiled';
import { checkFields, checkValue, InputError, oneOf } from '@rectified/errors';
import { fuse } from '@rectified/fuse';
import { makeFolder, writeAtomically } from '@rectified/system';
import * as tf from '@tensorflow/tfjs-core';
import { checkPlace } from './check-place.js';
import * as checks from './checks.js';
import type { ExperimentConfig } from './experiment-config.js';
import { loadNetwork, notesOn, readMaking } from './load-run.js';
import { augmentationOf } from './open-views.js';

export const exportFormats = ['savedmodel'] as const;

export interface ExportOptions {
  /** `savedmodel`: TensorFlow's, for Python, TensorFlow Serving and tfjs-node. */
  readonly format: (typeof exportFormats)[number];
  /** A new folder. */
  readonly out: string;
  readonly signal?: AbortSignal;
  /** Called with messages that the user must know. */
  readonly onNote?: (text: string) => void;
}

/** A network exported for other programs. */
export interface ExportedRun {
  readonly out: string;
  readonly backend: BackendChoice;
  /** Shape of one image. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** What was done with images before they reached the network; callers must do the same. */
  readonly steps: readonly string[];
}

/**
 * Exports a run's last saved network for other programs. It takes images in the form of the run's views, [n, height, width, channels] as
 * float32, scales them as the run did, and returns `logits` and `probabilities`, in test mode.
 *
 * @example
 * await exportRun('runs/a', { format: 'savedmodel', out: 'exported/a' });
 */
export async function exportRun(folder: string, options: ExportOptions): Promise<ExportedRun> {
  checkValue('folder of a run', folder, checks.folder);
  const { out, signal, onNote } = checkFields('an export', options, {
    format: oneOf(...exportFormats),
    out: checks.folder,
  });
  const run = await readMaking(folder);
  checkPlace(out, run.config.data);
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new InputError({
      what: 'there is something in this folder already',
      file: out,
      expected: 'a new folder for the SavedModel',
    });
  for (const text of notesOn(run)) onNote?.(text);
  // The file must not need anything but TensorFlow.
  const config = { ...run.config, kernels: 'plain', precision: 'float32' } as const;
  const { model, backend } = await loadNetwork({ ...run, config }, { only: 'tfjs-node', signal });
  try {
    const shape = model.inputs[0]!.shape.slice(1) as number[];
    const { shift, scale } = config.input;
    const network = fuse(model);
    const file = inferenceModel({
      shape,
      compute(images) {
        const logits = network.predict(tf.mul(tf.sub(images, shift), scale)) as tf.Tensor2D;
        return { logits, probabilities: probabilitiesOf(logits, config.head) };
      },
    });
    await makeFolder(out);
    await writeAtomically(join(out, 'saved_model.pb'), file);
    const classes = model.outputs[0]!.shape.at(-1)!;
    const steps = centerSteps(augmentationOf(config)).map(({ step }) => step);
    return { out, backend, shape, classes, steps };
  } finally {
    model.dispose();
  }
}

/** Computes probabilities with the softmax or, for a rectified head, by dividing the outputs by their sum. */
function probabilitiesOf(logits: tf.Tensor2D, head: ExperimentConfig['head'] = 'softmax'): tf.Tensor {
  if (head === 'softmax') return tf.softmax(logits);
  const outputs = tf.relu(logits);
  return tf.divNoNan(outputs, tf.sum(outputs, 1, true));
}
