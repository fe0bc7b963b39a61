import { chooseBackend } from '@rectified/backend';
import { InputError, type InputErrorDetails, isInputError, shown } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { oneLine } from './foreign-code.js';
import { checkShape } from './hold-to-shape.js';
import { importActivation } from './import-activation.js';

// An activation of somebody's own, tried in a process of its own, started by trial.ts: whatever it does ends here.

/** What is tried. */
export interface Trial {
  readonly file: string;
  /** As it was asked for. */
  readonly name: string;
  readonly variant?: string;
}

/** What came of it: nothing wrong, or what. */
export type Verdict = { readonly fault?: InputErrorDetails };

let ended = false;
const exit = process.exit.bind(process);
let file = '';

process.on('SIGINT', () => {}); // A terminal's Ctrl-C: the parent decides what it means.
process.on('disconnect', () => exit());
process.once('message', (trial: Trial) => {
  file = trial.file;
  // Else a module that waits for what never happens would be waited for.
  process.channel?.unref();
  carryOut(trial).then(
    () => end({}),
    (error) =>
      end({
        fault: isInputError(error) ? { file, ...error.details } : fault(`fails: ${oneLine(error)}`),
      }),
  );
});
process.on('beforeExit', () =>
  end({ fault: fault('waits at its top level for something that never happens') }),
);
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => end({ fault: fault(`fails: ${oneLine(error)}`) }));
process.exit = (code) => {
  end({ fault: fault(`calls process.exit(${code ?? ''})`, 'An activation must leave the process alone') });
  throw new Error('ended');
};

function fault(what: string, remedy?: string): InputErrorDetails {
  return { what, file, remedy };
}

/** The first verdict counts. */
function end(verdict: Verdict): void {
  if (ended || process.send === undefined) return;
  ended = true;
  process.channel?.ref();
  process.send(verdict, undefined, undefined, () => exit());
}

async function carryOut({ name, variant }: Trial): Promise<void> {
  const activation = await importActivation(file, name);
  const { config } = (variant !== undefined && activation.variants?.[variant]) || { config: undefined };
  checkClass(activation.layer);
  const make = () => new activation.layer(config);
  checkLayer(make());
  try {
    await chooseBackend({ backend: 'cpu' });
  } catch {
    return; // It is not installed. Then the first step of training is the trial.
  }
  try {
    compute(make());
  } catch (error) {
    // What is made for one backend can be tried on that one only.
    if (!/not registered for (the )?backend/.test(String(error))) throw error;
  }
  await new Promise(setImmediate); // For what it has left to fail later.
}

/** Before a layer is made: tfjs takes its name from `className`, and says nothing of use where there is none. */
function checkClass(layer: unknown): void {
  const { className, prototype } = layer as { className?: unknown; prototype?: Partial<layers.Layer> };
  if (typeof prototype?.apply !== 'function' || typeof prototype.getConfig !== 'function')
    throw new InputError({
      what: 'its layer is none of tfjs',
      file,
      expected: 'a class that extends layers.Layer of @tensorflow/tfjs-layers',
      got: shown(layer),
    });
  if (typeof className !== 'string' || className === '')
    throw new InputError({
      what: 'its layer has no name, so that no network with it could be loaded again',
      file,
      expected: `a static className of its own, such as static className = '${(layer as { name: string }).name || 'Mine'}'`,
      got: shown(className),
    });
}

function checkLayer(layer: layers.Layer): void {
  const made = layer.constructor as unknown as { className: string };
  const { className } = made;
  const registered = tf.serialization.SerializationMap.getMap().classNameMap[className]?.[0];
  if (registered !== made)
    throw new InputError({
      what: 'tfjs does not know its layer, so that no network with it could be loaded again',
      file,
      expected: 'a static className of its own, and tf.serialization.registerClass(...)',
      got: `"${className}", ${registered ? 'another class' : 'not registered'}`,
    });
  layer.getConfig();
}

/** A few numbers forward and backward: the same shape, finite float32, and nothing kept. */
function compute(layer: layers.Layer): void {
  const shape = [2, 8, 8, 4];
  // From -3 to 3 without 0, where derivatives may jump.
  const x = tf.tensor(
    Float32Array.from({ length: 512 }, (_, i) => ((i * 37) % 512) / 85 - 3.003),
    shape,
  );
  const apply = (input: tf.Tensor, training: boolean) => layer.apply(input, { training }) as tf.Tensor;
  const tensors = [false, true, false, true].map((training) => {
    tf.tidy(() => checkNumbers('gives', apply(x, training), shape));
    return tf.memory().numTensors;
  });
  if (tensors[3]! > tensors[1]!)
    throw new InputError({
      what: `keeps ${tensors[3]! - tensors[1]!} tensors in two calls`,
      file,
      expected: 'none: memory would run full',
    });
  tf.tidy(() => checkNumbers('has as gradient', tf.grad((input) => apply(input, true))(x), shape));
}

function checkNumbers(what: string, y: tf.Tensor, shape: readonly number[]): void {
  checkShape(what, y, { file, shape });
  const broken = y.dataSync().find((value) => !Number.isFinite(value));
  if (broken === undefined) return;
  throw new InputError({
    what: `${what} something else for an input of shape [${shape}]`,
    file,
    expected: 'finite numbers for numbers from -3 to 3',
    got: String(broken),
  });
}
