import { inspectBackends, installTensorFlow } from '@rectified/backend';
import { type BuildResult, buildNative } from '@rectified/native';
import type { Command } from 'commander';
import type { CommandSurroundings } from '../main.js';
import { command } from '../options.js';
import { progress } from '../progress.js';
import { type Terminal, terminal } from '../terminal.js';

export function backendCommand(surroundings: CommandSurroundings): Command {
  const show = command(
    'backend',
    'List the backends of TensorFlow.js: what is available, what is used, and why not the others',
    'rectified backend',
  ).action(async (options) => {
    const reports = await inspectBackends();
    const lines = reports.map(({ name, available, used, detail }) => {
      const state = used ? 'used' : available ? 'available' : 'not available';
      return `${name}: ${state}: ${detail}`;
    });
    terminal(surroundings, options).result(lines.join('\n'), reports);
  });

  const install = command(
    'install',
    "Bring a current TensorFlow and the native kernels to this project's tfjs-node (Linux and macOS; needs python3 with pip, and g++)",
    'rectified backend install',
  )
    .option('--gpu', 'TensorFlow with CUDA for tfjs-node-gpu (3.4 GB to download)')
    .option('--if-possible', 'exit with 0 also where something is missing; programs then go on with wasm')
    .action(async (options) => {
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
        screen.result(`TensorFlow was not installed: ${installation.reason}`, installation);
        if (!options.ifPossible) surroundings.exit(1);
        return;
      }
      const native = options.gpu
        ? ({ built: false, reason: 'they are for processors' } as const)
        : await build(screen, surroundings.signal);
      const { tensorflow, package: name, changed } = installation;
      const now = (changed: boolean) => (changed ? 'now' : 'already');
      screen.result(
        [
          `TensorFlow ${tensorflow} is ${now(changed)} in ${name}`,
          native.built
            ? `The native kernels are ${now(native.changed)} built for it`
            : `Without the native kernels, so slower: ${native.reason}`,
        ].join('\n'),
        { ...installation, native },
      );
    });
  return show.addCommand(install);
}

async function build(screen: Terminal, signal: AbortSignal): Promise<BuildResult> {
  const shown = progress(screen, { unit: 'files' });
  let step = '';
  return buildNative({
    signal,
    onProgress: ({ step: now, done, total }) => {
      if (now !== step) shown.note(`native kernels: ${now}`);
      step = now;
      shown.move(now, done, total);
    },
  }).finally(() => shown.stop());
}
