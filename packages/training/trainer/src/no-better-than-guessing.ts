import { counted } from '@rectified/errors';
import { chanceFrom } from '@rectified/metrics';
import type { EpochRecord, Measure } from '@rectified/run-folder';
import { whatHelps } from './dead-network-error.js';
import type { Training } from './training.js';

/** A message about a run that ended no better than guessing on the test images; undefined for any other. */
export function noBetterThanGuessing({ options, state: { final } }: Training): string | undefined {
  const { guessing, data } = options;
  if (guessing === undefined || final?.test === undefined || data.test === undefined) return undefined;
  const { measure, value } = guessing;
  const better = ({ [measure]: one }: Measure, images: number) => one < chanceFrom(guessing, images);
  if (better(final.test, data.test.size)) return undefined;
  const text = (one: number) => (measure === 'error' ? `${(100 * one).toFixed(2)} %` : one.toFixed(4));
  const found = `No better than guessing: the test ${measure} is ${text(final.test[measure])}, and guessing gives ${text(value)}.`;
  const learned = onTrainingImages(final, options).find(([measured, images]) => better(measured, images));
  return learned === undefined
    ? `${found} Nothing was learned. What helps: more epochs or images, ${whatHelps}`
    : `${found} The training ${measure} is better, ${text(learned[0][measure])}, but this does not show on ${counted(data.test.size, 'test image')}. What helps: more epochs or images.`;
}

/** What was measured on training images in an epoch, and on how many; in test mode first. */
function onTrainingImages(
  { clean, running, images }: EpochRecord,
  { data, evaluateTrain }: Training['options'],
): (readonly [Measure, number])[] {
  const part = evaluateTrain === true ? data.train.size : Math.min(Number(evaluateTrain), data.train.size);
  return [...(clean === undefined ? [] : [[clean, part] as const]), [running, images]];
}
