import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { installTensorFlow } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { runCommand, runProgram } from '@rectified/system';
import { Command, Option } from 'commander';
import { installedClosure } from './installed-closure.ts';

/*
 * npm run gpu:pack: one archive with everything that `npm run gpu` needs on a Linux machine without software or network: Node, the
 * repository, its packages, TensorFlow, the images. See README.md in this folder.
 */
interface Options {
  readonly out: string;
  readonly device: 'gpu' | 'cpu';
  readonly data?: string;
}

const root = join(import.meta.dirname, '../..');
/** The top folder in the archive. */
const name = 'rectified-gpu';

const options = new Command('npm run gpu:pack --')
  .requiredOption('--out <file.tar>', 'the archive')
  .addOption(
    new Option('--device <name>', 'cpu: without CUDA, for a rehearsal')
      .choices(['gpu', 'cpu'])
      .default('gpu'),
  )
  .option('--data <dir>', "CIFAR-10's binary files, to be taken along")
  .parse()
  .opts<Options>();

async function main({ out, device, data }: Options): Promise<number> {
  if (process.platform !== 'linux')
    throw new InputError({ what: 'packing', expected: 'Linux', got: process.platform });
  if (data !== undefined && !existsSync(data))
    throw new InputError({ what: '--data', expected: 'a folder', got: 'nothing there', file: resolve(data) });
  const installation = await installTensorFlow({
    gpu: device === 'gpu',
    project: root,
    onProgress: ({ step, detail = '' }) => step !== 'download' && console.error(`${step} ${detail}`),
  });
  if (!installation.installed)
    throw new InputError({ what: 'no TensorFlow to pack', got: installation.reason });
  const backend = installation.package;
  const tensorflow = realpathSync(join(root, 'node_modules', backend, 'deps'));

  const staging = mkdtempSync(join(tmpdir(), 'pack-'));
  const archive = resolve(out);
  try {
    rmSync(archive, { force: true });
    const deps = join('node_modules', backend, 'deps');
    const tracked = (await runCommand('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root }))
      .trim()
      .split('\n');
    const files = [
      ...tracked.filter((file) => existsSync(join(root, file))),
      ...installedClosure(root, [...tools, backend, ...ownPackages()]),
    ];
    writeFileSync(join(staging, 'files'), files.join('\n'));
    await add(archive, root, ['--exclude', deps, '-T', join(staging, 'files')]);
    await add(archive, dirname(tensorflow), [basename(tensorflow)], 'cache');
    if (data !== undefined) await add(archive, resolve(data), ['.'], 'data');
    await writeRest(join(staging, 'rest'), { deps, tensorflow });
    await add(archive, join(staging, 'rest'), ['.']);
  } finally {
    rmSync(staging, { recursive: true });
  }
  console.log(`${archive}: ${(statSync(archive).size / 1e9).toFixed(2)} GB, unpacks to ${name}/`);
  return 0;
}

/** Packages that run the script from its sources, and tfjs without its native part. */
const tools = [
  'tsx',
  'commander',
  'markdown-table',
  'd3-array',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
];

const ownPackages = () =>
  readdirSync(join(root, 'node_modules/@rectified')).map((own) => `@rectified/${own}`);

/** Adds files to the archive, in its top folder. */
async function add(archive: string, from: string, what: readonly string[], under = '.'): Promise<void> {
  // S: does not change the targets of links.
  const rename = `s,^,${join(name, under)}/,S`;
  await runCommand('tar', ['-rf', archive, '-C', from, '--transform', rename, ...what]);
}

/** What a checkout does not contain: Node, the link to TensorFlow, the command. */
async function writeRest(
  folder: string,
  { deps, tensorflow }: { deps: string; tensorflow: string },
): Promise<void> {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  copyFileSync(process.execPath, join(folder, 'bin/node'));
  mkdirSync(dirname(join(folder, deps)), { recursive: true });
  symlinkSync(join('../../../cache', basename(tensorflow)), join(folder, deps));
  const commit = await runCommand('git', ['describe', '--always', '--dirty'], { cwd: root });
  writeFileSync(join(folder, 'COMMIT'), commit);
  writeFileSync(join(folder, 'gpu.sh'), script, { mode: 0o755 });
}

/** Takes the options of `npm run gpu`. */
const script = `#!/bin/sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export RECTIFIED_CACHE="$here/cache"
export PATH="$here/bin:$PATH"
[ -d "$here/data" ] && set -- --data "$here/data" "$@"
set -- --out "$here/results" "$@"
cd "$here"
exec node --conditions=@rectified/source --import=tsx tools/gpu/gpu.ts "$@"
`;

await runProgram(() => main(options), 'gpu:pack: ');
