import { formulaText, isElementwise } from '@rectified/activation';
import { conformanceChecks } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { checkClassName } from './check-class-name.js';
import type { CheckReport, ValueAt } from './check-report.js';
import { chooseVariant } from './choose-variant.js';
import { oneLine } from './foreign-code.js';
import { importCode } from './import-code.js';
import { ownActivations } from './own-activations.js';

/** Runs every check of an activation, or of one of its variants, in this process, and reports what it is, then check by check. */
export async function reportChecks(
  { name, file, variant }: { readonly name: string; readonly file?: string; readonly variant?: string },
  report: (report: CheckReport) => void,
): Promise<void> {
  const activation =
    file === undefined
      ? (await ownActivations()).find((own) => own.name === name)!
      : await importCode('activation', file, name);
  if (file !== undefined) await checkClassName(activation, file);
  const { paper, definition, layer } = activation;
  const { title, config } = chooseVariant(activation, name, variant);
  const backends = await loadBackends();
  report({
    type: 'subject',
    subject: {
      ...{ name: activation.name, title, paper, file, backends },
      ...(definition && formulaText(definition)),
      fused: isElementwise(attempt(() => new layer(config))),
      values: attempt(() => valuesOf(new layer(config))) ?? [],
    },
  });
  for (const { name, variant: of, backend, run } of conformanceChecks(activation, { backends })) {
    if (variant !== undefined && of !== undefined && of !== variant) continue;
    const fault = await run().then(
      () => undefined,
      // Checks throw plain errors; what throws another is the code that is checked.
      (error) => (error instanceof Error && error.name === 'Error' ? error.message : oneLine(error)),
    );
    report({
      type: 'check',
      check: { name, ...(of && { variant: of }), ...(backend && { backend }), ...(fault && { fault }) },
    });
  }
}

const inputs = [Number.NEGATIVE_INFINITY, -2, -1, -0.5, 0, 0.5, 1, 2, Number.POSITIVE_INFINITY];

/**
 * What it computes in inference, as it comes; nothing where it is no function of single elements. Infinity as text, since what
 * is sent is JSON.
 */
function valuesOf(layer: layers.Layer): ValueAt[] {
  return tf.tidy(() => {
    const x = tf.tensor2d(inputs, [inputs.length, 1]);
    const y = layer.apply(x, { training: false }) as tf.Tensor;
    if (y.size !== inputs.length) return [];
    const slopes = tf.grad((x) => layer.apply(x, { training: false }) as tf.Tensor)(x, tf.onesLike(y));
    const [ys, dys] = [y.dataSync(), slopes.dataSync()];
    return inputs.map((x, i) => ({ x: String(x), y: String(ys[i]!), slope: String(dys[i]!) }));
  });
}

/** The faults of what cannot be done at all are found by the checks. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
