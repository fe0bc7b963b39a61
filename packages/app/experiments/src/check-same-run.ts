import { InputError } from '@rectified/errors';
import {
  differentSettings,
  type ImagesIdentity,
  identityDifference,
  type RunDescription,
  type RunIdentity,
} from '@rectified/run-folder';
import { dependsOnLength, sgdSchema } from '@rectified/trainer';
import { codeKinds } from './code-kind.js';
import { gatherOptions } from './gather-options.js';

type Config = Readonly<Record<string, unknown>>;

/**
 * Throws an `InputError` that shows the difference, unless the configuration recorded in a folder is the wanted one. Asking for more
 * epochs is allowed.
 */
export function checkSameConfig(folder: string, recorded: Config, wanted: Config): void {
  // Through JSON, like the recorded one: without undefined values.
  const [before, now]: Config[] = [gatherOptions(recorded) as Config, JSON.parse(JSON.stringify(wanted))];
  const different = differentSettings(before!, now!).filter((key) => key !== 'epochs');
  const [begun, wants] = [Number(before!.epochs), Number(now!.epochs)];
  const fixed = rateDependsOnLength(now!);
  if (fixed ? wants !== begun : wants < begun) different.push('epochs');
  if (different.length === 0) return;
  const list = (config: Config) =>
    different.map((key) => `${key} ${JSON.stringify(config[key]) ?? 'absent'}`).join(', ');
  throw new InputError({
    what: 'the folder contains another experiment',
    file: folder,
    expected: list(before!),
    got: list(now!),
    remedy: `Choose another folder, or the same options (${fixed ? 'with more epochs the learning rate would have been different from the start' : 'asking for more epochs is fine'})`,
  });
}

/** Whether a run with more epochs would have had different rates from the start. */
function rateDependsOnLength({ optimizer }: Config): boolean {
  const { success, data } = sgdSchema.safeParse(optimizer);
  return success && dependsOnLength(data.rate);
}

/** Throws an `InputError` that shows the difference, unless a run was made of the same code and images. */
export function checkSameIdentity(folder: string, recorded: RunIdentity, now: RunIdentity): void {
  const difference = identityDifference(recorded, now);
  if (difference === undefined) return;
  if ('what' in difference)
    throw new InputError({
      what: `the ${codeKinds[difference.part].noun} is not the one the run was made with: ${difference.what}`,
      file: folder,
      remedy: 'Restore the old version, choose another folder, or start the run over (`--start-over`)',
    });
  const { part } = difference;
  checkSameImages(folder, part, recorded[part], now[part]);
}

/** Throws an `InputError` that shows the difference, unless images are those of the run. */
export function checkSameImages(
  folder: string,
  part: 'train' | 'test',
  recorded: ImagesIdentity,
  now: ImagesIdentity,
): void {
  if (recorded.sha256 === now.sha256) return;
  throw new InputError({
    what: `the ${part === 'train' ? 'training' : 'test'} images are not those of the run`,
    file: folder,
    expected: describeImages(recorded),
    got: describeImages(now),
    remedy:
      'Use --data to name the folder with the images of the run, or choose another folder for a new run',
  });
}

/** Describes images in words, with enough of the hash to distinguish two sets. */
export function describeImages({ name, size, sha256 }: ImagesIdentity): string {
  return `${size} images of ${name} (${sha256.slice(0, 8)})`;
}

type Made = Pick<RunDescription, 'versions' | 'hashes' | 'backend'>;

/**
 * The number of threads if it is known and affects results: TensorFlow's own kernels add in a different order for each
 * number. The native kernels and wasm do not.
 */
export function decisiveThreads({ name, kernels = 'plain', threads }: Made['backend']): number | undefined {
  return name.startsWith('tfjs-node') && kernels === 'plain' ? threads : undefined;
}

/**
 * What computes differently from the record: versions, backend, kernels, edited packages. Differences that only follow from
 * another backend or other kernels are not listed.
 */
export function softwareDifferences(
  recorded: Made,
  now: Made,
): { what: string; recorded: string; now: string }[] {
  const sameBackend = recorded.backend.name === now.backend.name;
  const sameKernels = (recorded.backend.kernels ?? 'plain') === (now.backend.kernels ?? 'plain');
  const facts = ({ versions, hashes, backend }: Made, other: Made) => {
    const { name, version, kernels = 'plain', kernelsHash } = backend;
    const { system: _, tensorflow, ...packages } = versions;
    return {
      backend: name,
      ...(sameBackend && { [name]: version, kernels, tensorflow }),
      ...(sameBackend &&
        sameKernels && { 'kernels hash': kernelsHash, threads: decisiveThreads(backend)?.toString() }),
      ...packages,
      ...editedPackages({ versions, hashes }, other),
    };
  };
  const [before, after]: Record<string, string | undefined>[] = [facts(recorded, now), facts(now, recorded)];
  const keys = [...new Set([...Object.keys(before!), ...Object.keys(after!)])];
  return keys
    .filter((key) => before![key] !== after![key])
    .map((what) => ({ what, recorded: before![what] ?? 'none', now: after![what] ?? 'none' }));
}

/** Packages with the same version but different code, if both hashes are known, with the first digits of the hash. */
function editedPackages(
  { versions, hashes = {} }: Pick<Made, 'versions' | 'hashes'>,
  other: Pick<Made, 'versions' | 'hashes'>,
): Record<string, string> {
  const edited = Object.entries(hashes).filter(
    ([name, hash]) => versions[name] === other.versions[name] && hash !== (other.hashes?.[name] ?? hash),
  );
  return Object.fromEntries(edited.map(([name, hash]) => [name, `${versions[name]} (${hash.slice(0, 8)})`]));
}

/**
 * Throws an `InputError` that shows the difference, unless everything that computes is what the run was started with. `why` says
 * why its backend was not chosen.
 */
export function checkSameSoftware(folder: string, recorded: Made, now: Made, why?: string): void {
  const differences = softwareDifferences(recorded, now);
  if (differences.length === 0) return;
  const list = (side: 'recorded' | 'now') => differences.map((one) => `${one.what} ${one[side]}`).join(', ');
  throw new InputError({
    what: 'the run was started with different software and would continue with different numbers',
    file: folder,
    expected: list('recorded'),
    got: list('now'),
    remedy:
      why === undefined
        ? 'See `npx @rectified/cli backend`; continue with the software it was started with, or start a new run in another folder'
        : `${why}. Or start a new run in another folder`,
  });
}
