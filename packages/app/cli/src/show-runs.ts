import type { RunEnd, RunEvent } from '@rectified/experiments';
import type { Progress } from './progress.js';
import { describeBackend, describeEpoch, describeResult } from './text.js';

/** Images measured that take about as long as one trained on, which goes forward once and back twice. */
const measuredForOne = 3;

/**
 * Shows what runs report: the backend, where each is, its numbers after each epoch and at its end and, of
 * several, how far they are together. What is measured after an epoch counts as work, in images trained on. `verbose`
 * shows where a crashed one failed.
 */
export function showRuns(
  shown: Progress,
  { runs, verbose = false }: { runs: number; verbose?: boolean },
): (name: string, event: RunEvent | RunEnd) => void {
  const shares = new Map<string, number>();
  let epochs = 0;
  let images = 0;
  let measured = 0;
  let backend = '';
  /** Several runs may have the same to say. */
  const notes = new Set<string>();
  /** Where each run is: its epoch, and images measured in it, those of measurements that have ended apart. */
  const places = new Map<string, { epoch: number; before: number; last: number }>();
  const perEpoch = () => images + measured / measuredForOne;

  function move(name: string, share: number, detail: string): void {
    const perRun = Math.round(epochs * perEpoch());
    shares.set(name, share);
    if (runs > 1) {
      const together = [...shares.values()].reduce((sum, one) => sum + one, 0);
      shown.move('all', Math.round(together * perRun), runs * perRun);
    }
    shown.move(name, Math.round(share * perRun), perRun, detail);
  }

  return (name, event) => {
    switch (event.type) {
      case 'prepare':
        shown.move(event.what, event.done, event.total ?? event.done, event.detail);
        if (event.done === event.total && event.detail === undefined) shown.end(event.what);
        break;
      case 'note':
        if (!notes.has(event.text)) shown.note(event.text);
        notes.add(event.text);
        break;
      case 'start': {
        ({ epochs, images, measured } = event);
        const description = describeBackend(event.backend);
        if (description !== backend) shown.note(description);
        backend = description;
        break;
      }
      case 'step': {
        shown.end('statistics');
        places.set(name, { epoch: event.epoch, before: 0, last: 0 });
        const share = (event.epoch - 1 + event.images / perEpoch()) / epochs;
        move(name, share, `epoch ${event.epoch}, loss ${event.loss.toFixed(3)}`);
        break;
      }
      case 'evaluate': {
        const place = places.get(name);
        let share = shares.get(name) ?? 0;
        if (place !== undefined) {
          if (event.images <= place.last) place.before += place.last; // the next measurement
          place.last = event.images;
          const done = images + (place.before + place.last) / measuredForOne;
          share = (place.epoch - 1 + Math.min(1, done / perEpoch())) / epochs;
        }
        move(name, share, `measuring ${event.images} of ${event.of}`);
        break;
      }
      case 'epoch':
        shown.note(`${name}: epoch ${event.epoch}: ${describeEpoch(event)}`);
        break;
      case 'ended':
      case 'crashed':
        shares.set(name, 1);
        shown.end(name);
        if (event.type === 'crashed')
          shown.note(`${name}: crashed: ${(verbose && event.detail) || event.message}`);
        else shown.note(`${name}: ${event.kept ? 'kept: ' : ''}${describeResult(event.result)}`);
    }
  };
}
