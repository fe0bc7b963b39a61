import { changesChannels } from '@rectified/activation';
import { buildNetwork } from '@rectified/architecture';
import { InputError } from '@rectified/errors';
import type { FoundCode } from './find-code.js';
import { oneLine } from './foreign-code.js';
import type { Arm } from './load-activation.js';
import { onCpu } from './on-cpu.js';

/**
 * Builds a user's own network, as published, with each activation that changes the number of channels. Throws an
 * `InputError` if that is impossible: before the first run, rather than when its turn comes.
 */
export async function checkFit(
  { description, file }: FoundCode<'architecture'>,
  arms: readonly Arm[],
): Promise<void> {
  if (file === undefined) return; // Rectified's own networks accept every activation.
  for (const { title, layer } of arms) {
    if (!changesChannels(layer())) continue;
    await onCpu(() => {
      try {
        buildNetwork(description, { activation: layer, seed: 0 }).dispose();
      } catch (cause) {
        throw new InputError({
          what: `cannot be built with ${title}, which changes the number of channels`,
          file,
          expected:
            'the number of channels before an activation that channelsBefore of @rectified/layers returns',
          got: oneLine(cause),
          cause,
        });
      }
    });
  }
}
