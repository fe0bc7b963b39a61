import { checkFields, optional } from '@rectified/errors';
import * as checks from './checks.js';

/** A dataset and a network. */
export interface Pairing {
  readonly dataset: string;
  readonly architecture: string;
}

/** The paper's pairings, each with its own recipes: `recipes/paper/<dataset>-<architecture>.yaml`. */
export const pairings: readonly Pairing[] = [
  { dataset: 'cifar10', architecture: 'nin' },
  { dataset: 'cifar100', architecture: 'nin' },
  { dataset: 'cifar100', architecture: 'bn-inception' },
  { dataset: 'ndsb', architecture: 'ndsb-net' },
];

/**
 * The pairing whose recipes are used. If only the dataset or the network is named, it is the first one with it; if the
 * paper does not pair the two, it is the network's first. `synthetic-cifar100` and `cifar100-coarse` count as
 * `cifar100`.
 *
 * @example
 * pairingOf({ architecture: 'bn-inception' }).dataset; // => 'cifar100'
 */
export function pairingOf(pairing: Partial<Pairing>): Pairing {
  const name = optional(checks.name);
  const { dataset, architecture } = checkFields('a pairing', pairing, { dataset: name, architecture: name });
  const like = dataset?.replace(/^synthetic-/, '').replace(/-coarse$/, '');
  const fits = (pairing: Pairing) =>
    (like === undefined || pairing.dataset === like) &&
    (architecture === undefined || pairing.architecture === architecture);
  return (
    pairings.find(fits) ??
    pairings.find((pairing) => pairing.architecture === architecture) ??
    pairings.find((pairing) => pairing.dataset === like) ??
    pairings[0]!
  );
}
