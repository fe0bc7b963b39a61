import { waitedForProcessor } from '@rectified/system';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { timeLimit } from '../src/time-limit.js';

vi.mock(import('@rectified/system'), async (original) => ({
  ...(await original()),
  waitedForProcessor: vi.fn(() => 0),
}));

beforeEach(() => {
  vi.useFakeTimers();
  vi.mocked(waitedForProcessor).mockReturnValue(0);
});
afterEach(() => void vi.useRealTimers());

it('is exceeded once, after its time, counted from the last renewal', () => {
  const exceeded = vi.fn();
  const limit = timeLimit(1, 10, exceeded);
  vi.advanceTimersByTime(9000);
  limit.renew();
  vi.advanceTimersByTime(9000);
  expect(exceeded).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20_000);
  expect(exceeded).toHaveBeenCalledOnce();
});

it('does not count what the process has waited for a processor', () => {
  const exceeded = vi.fn();
  timeLimit(1, 10, exceeded);
  vi.advanceTimersByTime(9000);
  vi.mocked(waitedForProcessor).mockReturnValue(5000);
  vi.advanceTimersByTime(5000);
  expect(exceeded).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2000);
  expect(exceeded).toHaveBeenCalledOnce();
});

it('is not exceeded where it was canceled', () => {
  const exceeded = vi.fn();
  timeLimit(1, 10, exceeded).cancel();
  vi.advanceTimersByTime(20_000);
  expect(exceeded).not.toHaveBeenCalled();
});
