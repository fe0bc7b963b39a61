import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { loadBackends } from '@rectified/backend';
import { uniform } from '@rectified/random';
import { readRun } from '@rectified/run-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../src/index.js';
import { trainOn } from './killed-run.js';
import { patches, timeless, weightsOf } from './small.js';

/** The best one is killed twice, the next one once. */
const [best, second] = (await loadBackends()).map((name) => (name === 'tensorflow' ? 'tfjs-node' : name));
const backends = [best, second].filter((name) => name !== undefined);
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

/** Trains in another process until the end or until `milliseconds` after it took the step `killAt`; returns how it ended. */
function spawned(
  backend: string,
  folder: string,
  kill?: { at: number; milliseconds: number },
): Promise<string> {
  const child = spawn(process.execPath, [...script, backend, data, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RECTIFIED_KILLED_RUN: 'yes' },
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

describe.each(backends)('a run killed on %s', (backend) => {
  it('and resumed ends with the same weights and records as one that never was', async () => {
    const whole = join(parent, `${backend}-whole`);
    const weights = weightsOf(await trainOn(backend as 'cpu', data, whole));
    const folder = join(parent, `${backend}-killed`);
    // A random step, and up to 20 ms later: in the next step, or in writing the checkpoint that follows each.
    const half = Math.floor(steps / 2);
    const random = uniform(4, { seed: Date.now() % 2 ** 32, stream: 0, step: 0 });
    const kills = [
      { at: 1 + Math.floor(random[0]! * half), milliseconds: random[1]! * 20 },
      { at: half + 2 + Math.floor(random[2]! * (half - 3)), milliseconds: random[3]! * 20 },
    ].slice(0, backend === best ? 2 : 1);
    for (const kill of kills) {
      expect(await spawned(backend, folder, kill), JSON.stringify(kills)).toBe('SIGKILL');
      expect((await readRun(folder)).status).toBe('interrupted');
    }
    expect(await spawned(backend, folder)).toBe('done');

    expect(weightsOf(await loadModel(folder)), JSON.stringify(kills)).toEqual(weights);
    const recordsOf = async (where: string) =>
      (await readRun(where)).records.map((record) => timeless({ seconds: 0, waited: 0, ...record }));
    expect(await recordsOf(folder)).toEqual(await recordsOf(whole));
  });
});
