import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { giveOrder } from '../src/private-messages.js';

it('hears what is told with the secret of the order, and nothing else', () => {
  const sent: { secret: string; order: unknown }[] = [];
  const child = Object.assign(new EventEmitter(), { send: (message: never) => sent.push(message) });
  const heard: unknown[] = [];
  giveOrder(child as unknown as ChildProcess, { run: 1 }, (report) => heard.push(report));
  expect(sent).toEqual([{ secret: expect.any(String), order: { run: 1 } }]);
  for (const message of [
    null,
    {},
    { type: 'outcome' },
    'ready',
    `${sent[0]!.secret}"not as it was"`,
    `${sent[0]!.secret}{"epoch":3}`,
  ])
    child.emit('message', message);
  expect(heard).toEqual([{ epoch: 3 }]);
});
