import { chooseBackend } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './results.ts';
import type { Size } from './settings.ts';

/** Arguments of a stage's process. */
export interface StageOrder {
  readonly device: 'gpu' | 'cpu';
  readonly size: Size;
  /** Folder of the results. */
  readonly out: string;
  /** Folder of CIFAR-10. Default: images of noise. */
  readonly data?: string;
  /** A Python with PyTorch. */
  readonly python?: string;
  /** Time of the stage in seconds. */
  readonly limit: number;
}

/** Messages of a stage, one line of JSON each. */
export type Said =
  | { readonly fact: readonly [name: string, value: Cell] }
  | { readonly table: string; readonly row: Record<string, Cell> }
  | { readonly fault: string };

export const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);

/** Runs the stage given on the command line in this process. An error becomes the reason of its failure. */
export async function stage(work: (order: StageOrder) => Promise<void>): Promise<void> {
  try {
    await work(JSON.parse(process.argv[2]!) as StageOrder);
    process.exit();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

/** tfjs's backend on a device. */
export const backendOn = (device: StageOrder['device']) =>
  device === 'gpu' ? ('tfjs-node-gpu' as const) : ('tfjs-node' as const);

/** Computes on the device from here on, by TensorFlow's own kernels; throws where there is none, lest a processor's figures pass for a GPU's. */
export async function takeDevice(
  device: StageOrder['device'],
  precision: 'float32' | 'tf32' = 'float32',
): Promise<string> {
  const { detail } = await chooseBackend({ backend: backendOn(device), kernels: 'plain', precision });
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice: boolean };
  if (device === 'gpu' && !isUsingGpuDevice) throw new Error(`TensorFlow has found no GPU: ${detail}`);
  return detail;
}
