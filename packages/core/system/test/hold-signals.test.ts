import { expect, it, onTestFinished, vi } from 'vitest';
import { holdSignals } from '../src/index.js';

/** Sends this process a signal as if from outside, and notes those it sends itself. */
function signalled() {
  const sent: unknown[] = [];
  const kill = vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    expect(pid).toBe(process.pid);
    sent.push(signal);
    return true;
  });
  onTestFinished(() => kill.mockRestore());
  const before = process.listeners('SIGTERM');
  const listener = () => process.listeners('SIGTERM').find((each) => !before.includes(each));
  return { sent, receive: () => listener()!('SIGTERM'), isHeld: () => listener() !== undefined };
}

it('ends as asked, once the work has given up and cleaned up', async () => {
  const { sent, receive, isHeld } = signalled();
  let cleaned = false;
  const held = holdSignals(async (stop) => {
    receive();
    expect(sent).toEqual([]);
    try {
      stop.throwIfAborted();
    } finally {
      await Promise.resolve();
      cleaned = sent.length === 0;
    }
  });
  await expect(held).rejects.toThrow('stopped by SIGTERM');
  expect([cleaned, sent, isHeld()]).toEqual([true, ['SIGTERM'], false]);
});

it('lets work finish that does not give up', async () => {
  const { sent, receive, isHeld } = signalled();
  expect(
    await holdSignals(async () => {
      receive();
      return 'done';
    }),
  ).toBe('done');
  expect([sent, isHeld()]).toEqual([[], false]);
});

it('throws what the work throws', async () => {
  const { sent, receive, isHeld } = signalled();
  const held = holdSignals(async () => {
    receive();
    throw new Error('the disk is full');
  });
  await expect(held).rejects.toThrow('the disk is full');
  expect([sent, isHeld()]).toEqual([[], false]);
});
