import { join } from 'node:path';
import { installTensorFlow } from '@rectified/backend';
import { buildNative } from '@rectified/native';

const project = join(import.meta.dirname, '../..');

/** Installs TensorFlow and the native kernels for tfjs-node if they are missing. Prints what prevents it; the contestants report that, too. */
export async function setUpOurs(say: (line: string) => void): Promise<void> {
  const tensorflow = await installTensorFlow({ project });
  if (!tensorflow.installed) return say(`no TensorFlow for tfjs-node: ${tensorflow.reason}`);
  if (tensorflow.changed) say(`installed TensorFlow ${tensorflow.tensorflow}`);
  const native = await buildNative({ project });
  if (!native.built) say(`no native kernels: ${native.reason}`);
  else if (native.changed) say('built the native kernels');
}
