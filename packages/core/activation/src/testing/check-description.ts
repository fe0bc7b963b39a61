import { checkPaper } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '../activation-description.js';
import { demand } from './subject.js';

/** Checks the parts of a description that need no computation. */
export function checkDescription(activation: Activation, variantsWithValues: readonly string[]): void {
  const { name, title, paper, layer, variants = {} } = activation;
  demand(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name), `name: expected lower case with hyphens, got "${name}"`);
  demand(title?.trim(), 'title: expected the name for tables and legends, got nothing');
  if (paper !== undefined) checkPaper(paper);

  const { className } = layer as { className?: string };
  demand(className, 'layer: expected a static className, got none');
  demand(
    className.toLowerCase() !== name.replaceAll('-', ''),
    `layer: className "${className}" has no prefix, and the last package that registers it wins; expected one such as "Acme${className}"`,
  );
  const registered: unknown = tf.serialization.SerializationMap.getMap().classNameMap[className]?.[0];
  demand(registered, `layer: "${className}" is not registered; call tf.serialization.registerClass`);
  demand(registered === layer, `layer: another class is registered as "${className}"`);

  const titles = [title, ...Object.values(variants).map((variant) => variant.title)];
  demand(
    new Set(titles).size === titles.length,
    `variants: expected titles that differ, got ${titles.join('; ')}`,
  );
  for (const [key, variant] of Object.entries(variants)) {
    demand(/^[a-z0-9][a-z0-9.-]*$/.test(key), `variant "${key}": expected a name like "log-mean" or "5.5"`);
    demand(variant.title?.trim(), `variant ${key}: expected a title, got nothing`);
    demand(
      survivesJson(variant.config),
      `variant ${key}: expected a config that survives JSON, got ${JSON.stringify(variant.config)}`,
    );
  }
  for (const key of variantsWithValues)
    demand(key in variants, `values are given for "${key}", which is not a variant`);
}

function survivesJson(config: object): boolean {
  let survives = true;
  JSON.stringify(config, (_, value: unknown) => {
    survives &&=
      value === null || Number.isFinite(value) || ['string', 'boolean', 'object'].includes(typeof value);
    return value;
  });
  return survives;
}
