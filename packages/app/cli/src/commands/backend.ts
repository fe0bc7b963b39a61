import {
  inspectBackends,
  installTensorFlow,
  type RemovedPart,
  removeTensorFlow,
  verifyInstallation,
} from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { type BuildResult, buildNative } from '@rectified/native';
import type { Command } from 'commander';
import { command } from '../options.js';
import { progress } from '../progress.js';
import type { CommandSurroundings } from '../surroundings.js';
import { type OutputOptions, type Terminal, terminal } from '../terminal.js';

interface InstallOptions extends OutputOptions {
  gpu?: boolean;
  ifPossible?: boolean;
  verbose?: boolean;
  verify?: boolean;
}

export function backendCommand(surroundings: CommandSurroundings): Command {
  const show = command(
    'backend',
    'List the TensorFlow.js backends: which are available, which is used, and why not the others',
    'rectified backend',
  )
    .option('--verify', 'instead, compare every installed byte with its hash')
    .action(async (options) => {
      const screen = terminal(surroundings, options);
      if (options.verify) return verify(screen, surroundings);
      const reports = await inspectBackends();
      const lines = reports.map(({ name, available, used, detail }) => {
        const state = used ? 'used' : available ? 'available' : 'not available';
        return `${name}: ${state}: ${detail}`;
      });
      screen.result(lines.join('\n'), reports);
    });

  const install = command(
    'install',
    "Install a current TensorFlow and the native kernels for this project's tfjs-node, or repair them (Linux and macOS; needs python3 with pip, and g++)",
    'rectified backend install',
  )
    .option('--gpu', 'TensorFlow with CUDA for tfjs-node-gpu (downloads 3.4 GB)')
    .option('--if-possible', 'exit with 0 even if something is missing; programs then use wasm')
    // Commander assigns options that `backend` also has to `backend`, wherever they stand.
    .action((_, self: Command) => bring(surroundings, self.optsWithGlobals<InstallOptions>()));

  const remove = command(
    'remove',
    'Remove what `backend install` has installed, for all projects, and free its disk space; data sets stay',
    'rectified backend remove',
  )
    .option('--gpu', 'remove only what is for tfjs-node-gpu: TensorFlow with CUDA')
    .action((_, self: Command) => free(surroundings, self.optsWithGlobals<InstallOptions>()));
  return show.addCommand(install).addCommand(remove);
}

async function verify(screen: Terminal, { exit }: CommandSurroundings): Promise<void> {
  const parts = await verifyInstallation();
  const lines = parts.map(({ file, damage }) => (damage ? `damaged: ${file} ${damage}` : `whole: ${file}`));
  const damaged = parts.some(({ damage }) => damage);
  if (damaged)
    lines.push('`rectified backend install` repairs it (with `--gpu`, the files for tfjs-node-gpu)');
  if (parts.length === 0) lines.push('nothing is installed; run `rectified backend install`');
  screen.result(lines.join('\n'), parts);
  if (damaged) exit(1);
}

function refuseVerify({ verify }: InstallOptions, name: string, does: string): void {
  if (verify)
    throw new InputError({
      what: `--verify and ${name} together`,
      expected: `one or the other: \`rectified backend --verify\` compares, \`rectified backend ${name}\` ${does}`,
    });
}

async function free(surroundings: CommandSurroundings, options: InstallOptions): Promise<void> {
  refuseVerify(options, 'remove', 'removes');
  const screen = terminal(surroundings, options);
  const parts: RemovedPart[] = [];
  try {
    await removeTensorFlow({
      gpu: options.gpu,
      signal: surroundings.signal,
      onRemoved: (part) => parts.push(part),
    });
    const where = options.gpu ? ' for tfjs-node-gpu' : '';
    if (parts.length === 0) screen.result(`nothing is installed${where}`, parts);
    else
      screen.note(
        `\`rectified backend install${options.gpu ? ' --gpu' : ''}\` installs it again, for every project that needs it`,
      );
  } finally {
    // Also those before an error or Ctrl-C.
    if (parts.length > 0) screen.result(removedText(parts), parts);
  }
}

function removedText(parts: readonly RemovedPart[]): string {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const size = bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
  return [...parts.map(partText), `${size} are free again`].join('\n');
}

function partText({ file, leadsTo }: RemovedPart): string {
  const stays = leadsTo === undefined ? '' : ` (a link; ${leadsTo}, where it led, stays and keeps its space)`;
  return `removed: ${file}${stays}`;
}

async function bring(surroundings: CommandSurroundings, options: InstallOptions): Promise<void> {
  refuseVerify(options, 'install', 'repairs');
  const screen = terminal(surroundings, options);
  const shown = progress(screen, { unit: 'MB' });
  let step = '';
  const installation = await installTensorFlow({
    gpu: options.gpu,
    signal: surroundings.signal,
    onProgress: ({ step: now, done, total, detail }) => {
      if (now !== step) shown.note([now, detail].filter(Boolean).join(': '));
      step = now;
      if (done !== undefined && total !== undefined) shown.move(now, done / 1e6, total / 1e6);
    },
  }).finally(() => shown.stop());
  if (!installation.installed) {
    if (options.verbose && installation.output) screen.note(installation.output);
    const next = installation.missing.length > 0 ? '. Install what is missing and call this again' : '';
    screen.result(`TensorFlow was not installed: ${installation.reason}${next}`, installation);
    if (!options.ifPossible) surroundings.exit(1);
    return;
  }
  const { tensorflow, package: name, changed, noGpu } = installation;
  const onGpu = options.gpu && noGpu === undefined;
  const native: BuildResult = onGpu
    ? { built: false, reason: 'they are only for CPUs' }
    : await build(screen, surroundings.signal, options.gpu ? 'tfjs-node-gpu' : 'tfjs-node');
  if (options.verbose && !native.built && native.output) screen.note(native.output);
  const now = (changed: boolean) => (changed ? 'now' : 'already');
  screen.result(
    [
      `TensorFlow ${tensorflow} is ${now(changed)} in ${name}`,
      ...(noGpu === undefined ? [] : [`It will compute on the CPU: ${noGpu}`]),
      native.built
        ? `The native kernels are ${now(native.changed)} built for it`
        : onGpu
          ? 'The native kernels are only for CPUs and are not needed'
          : `The native kernels are missing, so it will be slower: ${native.reason}`,
    ].join('\n'),
    { ...installation, native },
  );
}

async function build(
  screen: Terminal,
  signal: AbortSignal,
  name: 'tfjs-node' | 'tfjs-node-gpu',
): Promise<BuildResult> {
  const shown = progress(screen, { unit: 'files' });
  let step = '';
  return buildNative({
    package: name,
    signal,
    onProgress: ({ step: now, done, total }) => {
      if (now !== step) shown.note(`native kernels: ${now}`);
      step = now;
      shown.move(now, done, total);
    },
  }).finally(() => shown.stop());
}
