import type { Activation } from '../activation-description.js';
import { demand } from './subject.js';

/** A layer must have its options as properties and in its saved config. */
export function checkOptionsKept(
  layerClass: Activation['layer'],
  options: Readonly<Record<string, unknown>>,
): void {
  const layer = new layerClass(options);
  for (const [name, value] of Object.entries(options))
    for (const kept of [(layer as unknown as typeof options)[name], layer.getConfig()[name]])
      demand(Object.is(kept, value), `${name}: ${value} has become ${kept}`);
}

/** A layer must refuse these options, with a message that contains the given text. */
export function checkRefusal(layerClass: Activation['layer'], options: unknown, message: string): void {
  let refusal: unknown;
  try {
    new layerClass(options as object);
  } catch (error) {
    refusal = error;
  }
  demand(refusal instanceof Error, `${JSON.stringify(options)} is accepted, but should be refused`);
  demand(
    refusal.message.includes(message),
    `${JSON.stringify(options)} is refused by "${refusal.message}", which does not say "${message}"`,
  );
}
