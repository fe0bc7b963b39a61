import { createInterface } from 'node:readline';
import type { EngineName } from '@rectified/trainer';
import { stepper } from '../engines/stepper.ts';
import { images, type SpeedOrder, type SpeedReady, type SpeedTimed } from './speed-order.ts';
import { takeDevice } from './stage.ts';

// Our side of the measurement: trains NIN for the number of steps on each line of input.
const { device, rectifier, width, batch, precision, by } = JSON.parse(process.argv[2]!) as SpeedOrder;
const answer = (said: SpeedReady | SpeedTimed | { error: string }) =>
  process.stdout.write(`${JSON.stringify(said)}\n`);

try {
  // bf16 is a feature of the engine, and the eager one does not have it.
  const bf16 = precision === 'bf16';
  const detail = await takeDevice(device, bf16 ? 'float32' : precision);
  const engine = by as EngineName;
  const { take, first } = await stepper({
    ...{ network: 'nin', rectifier, width, batch, engine, images },
    products: bf16 ? 'bfloat16' : 'float32',
  });
  answer({ ready: { detail, first } });
  for await (const line of createInterface({ input: process.stdin }))
    answer({ wall: (await take(Number(line))).wall });
  process.exit();
} catch (error) {
  answer({ error: (error as Error).message.split('\n')[0]! });
  process.exit(1);
}
