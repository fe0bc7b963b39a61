import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { installTensorFlow } from '@rectified/backend';
import { runCommand } from '@rectified/system';
import { say, stage, takeDevice } from './stage.ts';

/** Queries of `nvidia-smi`, and their names in the results. */
const queries = {
  name: 'card',
  driver_version: 'driver',
  'memory.total': 'memory of the card',
  'power.limit': 'power limit',
  'clocks.max.sm': 'highest clock',
};

// Installs TensorFlow for tfjs-node(-gpu), from the cache if there is no network, and reports the backend.
await stage(async ({ device }) => {
  const [processor] = cpus();
  say({ fact: ['processor', `${cpus().length} x ${processor?.model ?? arch()}`] });
  say({ fact: ['memory', `${(totalmem() / 1e9).toFixed(0)} GB`] });
  say({ fact: ['system', `${type()} ${release()}, Node ${process.version}`] });
  if (device === 'gpu') await describeCard();
  const project = join(import.meta.dirname, '../..');
  const installation = await installTensorFlow({ gpu: device === 'gpu', project });
  if (!installation.installed) throw new Error(installation.reason);
  const { tensorflow, changed, noGpu } = installation;
  say({ fact: ['TensorFlow', `${tensorflow}, ${changed ? 'installed now' : 'was installed'}`] });
  if (noGpu !== undefined) say({ fault: noGpu });
  say({ fact: ['what computes', await takeDevice(device)] });
});

async function describeCard(): Promise<void> {
  const command = [`--query-gpu=${Object.keys(queries).join(',')}`, '--format=csv,noheader'];
  try {
    const [first = '', ...others] = (await runCommand('nvidia-smi', command)).trim().split('\n');
    const values = first.split(', ');
    Object.values(queries).forEach((name, at) => {
      say({ fact: [name, values[at] ?? 'not told'] });
    });
    if (others.length > 0) say({ fact: ['cards', others.length + 1] });
  } catch (error) {
    say({ fact: ['card', `nvidia-smi does not say: ${(error as Error).message}`] });
  }
}
