import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRunning } from '@rectified/system';
import { afterEach, expect, it, vi } from 'vitest';
import { installTensorFlow } from '../../src/index.js';
import { type FakeMachine, fakeMachine } from './fake-machine.js';

const supported = ['linux-x64', 'linux-arm64', 'darwin-arm64'].includes(
  `${process.platform}-${process.arch}`,
);
let machine: FakeMachine;
afterEach(() => {
  vi.unstubAllEnvs();
  machine.remove();
});

it.skipIf(!supported).each(['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
  'an installation that %s ends takes its compilers along, and the next one tidies up',
  async (signal) => {
    machine = await fakeMachine({ compile: 'hang' });
    const child = spawn(
      process.execPath,
      [
        '--conditions=@rectified/source',
        '--import',
        import.meta.resolve('tsx'),
        resolve('test', 'install', 'install.ts'),
        machine.project,
        machine.cache,
      ],
      { env: { ...process.env, PATH: machine.bin, CXX: '' }, stdio: 'inherit' },
    );
    const ended = once(child, 'exit');
    const pids = await vi.waitFor(
      () => readFileSync(join(machine.folder, 'pids'), 'utf8').trim().split(' ').map(Number),
      { timeout: 60_000 },
    );
    expect(pids.filter(isRunning)).toHaveLength(2);
    const unfinished = () => readdirSync(machine.cache).filter((name) => name.startsWith('.unfinished'));
    expect(unfinished()).toHaveLength(1);
    child.kill(signal);
    await ended;
    await expect.poll(() => pids.filter(isRunning), { timeout: 60_000 }).toEqual([]);

    vi.stubEnv('PATH', machine.bin);
    vi.stubEnv('CXX', undefined);
    const compiler = join(machine.bin, 'g++');
    writeFileSync(
      compiler,
      '#!/bin/sh\nfor to; do :; done\n[ "$1" = --version ] && echo g++ || printf "a binding" > "$to"\n',
    );
    chmodSync(compiler, 0o755);
    const { project, cache } = machine;
    expect(await installTensorFlow({ project, cache })).toMatchObject({ installed: true });
    expect(unfinished()).toEqual([]);
  },
);
