import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { loadBackends } from '@rectified/backend';
import { uniform } from '@rectified/random';
import { readRun } from '@rectified/run-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Killed } from './killed-run.js';
import { patches, timeless } from './small.js';

/** The best one is killed twice, the next one once. */
const [best, second] = (await loadBackends()).map((name) => (name === 'tensorflow' ? 'tfjs-node' : name));
const eager = [best, second].filter((name) => name !== undefined).map((backend) => ({ backend }) as Killed);
const onTensorFlow: Killed[] =
  best === 'tfjs-node'
    ? [
        { backend: best, engine: 'compiled' },
        { backend: best, engine: 'compiled', kernels: 'plain' },
        { backend: best, engine: 'xla', kernels: 'plain' },
      ]
    : [];
/** Runs the sources as they are. */
const script = [
  '--conditions=@rectified/source',
  '--import',
  import.meta.resolve('tsx'),
  resolve('test', 'killed-run.ts'),
];
const training = 5 * 8;
const steps = (3 * training) / 8;

let parent: string;
let data: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'trainer-kill-'));
  data = join(parent, 'data');
  await mkdir(data);
  const files = [
    'data_batch_1.bin',
    'data_batch_2.bin',
    'data_batch_3.bin',
    'data_batch_4.bin',
    'data_batch_5.bin',
    'test_batch.bin',
  ];
  for (const [seed, name] of files.entries()) await writeFile(join(data, name), records(8, seed));
});
afterAll(() => rm(parent, { recursive: true }));

/** A file of the binary version of CIFAR-10: a label and three planes an image. */
function records(count: number, seed: number): Uint8Array {
  const { pixels, labels } = patches(count, { seed, side: 32 }).batch(
    Array.from({ length: count }, (_, index) => index),
  );
  return Uint8Array.from({ length: count * 3073 }, (_, at) => {
    const [image, byte] = [Math.floor(at / 3073), (at % 3073) - 1];
    return byte < 0 ? labels[image]! : pixels[(image * 1024 + (byte % 1024)) * 3 + Math.floor(byte / 1024)]!;
  });
}

/** Trains in another process until the end, or until `milliseconds` after the step `at`; returns how it ended. */
function spawned(what: Killed, folder: string, kill?: { at: number; milliseconds: number }): Promise<string> {
  const standAt = kill && kill.at + 1;
  const child = spawn(process.execPath, [...script, JSON.stringify({ ...what, standAt }), data, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  createInterface(child.stdout).on('line', (line) => {
    if (Number(line) === kill?.at) setTimeout(() => child.kill('SIGKILL'), kill.milliseconds);
  });
  return new Promise((settle) => {
    child.on('close', (code, signal) =>
      settle(signal ?? (code === 0 ? 'done' : Buffer.concat(errors).toString())),
    );
  });
}

describe.each([...eager, ...onTensorFlow])('a run killed on %j', (what) => {
  it('and resumed ends with the same weights and records as one that never was', async () => {
    const name = Object.values(what).join('-');
    const [whole, folder] = [join(parent, `${name}-whole`), join(parent, `${name}-killed`)];
    // In a process of its own, too: TensorFlow's own kernels add in another order on other numbers of threads.
    expect(await spawned(what, whole)).toBe('done');
    // A random step, and up to 20 ms later: in the next step, or in writing the checkpoint that follows each.
    const half = Math.floor(steps / 2);
    const random = uniform(4, { seed: Date.now() % 2 ** 32, stream: 0, step: 0 });
    const kills = [
      { at: 1 + Math.floor(random[0]! * half), milliseconds: random[1]! * 20 },
      { at: half + 2 + Math.floor(random[2]! * (half - 3)), milliseconds: random[3]! * 20 },
    ].slice(0, what.backend === best && what.engine !== 'xla' ? 2 : 1);
    for (const kill of kills) {
      expect(await spawned(what, folder, kill), JSON.stringify(kills)).toBe('SIGKILL');
      expect((await readRun(folder)).status).toBe('interrupted');
    }
    expect(await spawned(what, folder)).toBe('done');

    const weights = (of: string) => readFile(join(of, 'checkpoint', 'weights.bin'), 'base64');
    expect((await weights(folder)) === (await weights(whole)), JSON.stringify(kills)).toBe(true);
    const recordsOf = async (where: string) =>
      (await readRun(where)).records.map((record) => timeless({ seconds: 0, waited: 0, ...record }));
    expect(await recordsOf(folder)).toEqual(await recordsOf(whole));
  }, 300_000);
});
