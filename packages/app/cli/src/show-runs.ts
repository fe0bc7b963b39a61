import type { RunEnd, RunEvent } from '@rectified/experiments';
import type { Progress } from './progress.js';
import { describeBackend, describeEpoch, describeResult } from './text.js';

/**
 * Shows what runs report: the backend, where each is, its numbers after each epoch and at its end and, of
 * several, how far they are together.
 */
export function showRuns(
  shown: Progress,
  { runs }: { runs: number },
): (name: string, event: RunEvent | RunEnd) => void {
  const shares = new Map<string, number>();
  const notes = new Set<string>();
  let epochs = 0;
  let images = 0;
  let backend = '';

  function move(name: string, share: number, detail: string): void {
    const perRun = epochs * images;
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
        shown.move(event.what, event.done, event.total ?? event.done);
        if (event.done === event.total) shown.end(event.what);
        break;
      case 'note':
        if (!notes.has(event.text)) shown.note(event.text);
        notes.add(event.text);
        break;
      case 'start': {
        ({ epochs, images } = event);
        const description = describeBackend(event.backend);
        if (description !== backend) shown.note(description);
        backend = description;
        break;
      }
      case 'step': {
        const share = (event.epoch - 1 + event.images / images) / epochs;
        move(name, share, `epoch ${event.epoch}, loss ${event.loss.toFixed(3)}`);
        break;
      }
      case 'evaluate':
        move(name, shares.get(name) ?? 0, `measuring ${event.images} of ${event.of}`);
        break;
      case 'epoch':
        shown.note(`${name}: epoch ${event.epoch}: ${describeEpoch(event)}`);
        break;
      case 'ended':
      case 'crashed':
        shares.set(name, 1);
        shown.end(name);
        if (event.type === 'crashed') shown.note(`${name}: crashed: ${event.message}`);
        else shown.note(`${name}: ${event.kept ? 'kept: ' : ''}${describeResult(event.result)}`);
    }
  };
}
