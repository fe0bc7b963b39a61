import type { RunEnd, RunEvent } from '@rectified/experiments';
import { forecast } from './forecast.js';
import type { Progress } from './progress.js';
import { describeBackend, describeEpoch, describeResult } from './text.js';

/** How many images can be measured in the time it takes to train on one, which goes forward once and backward twice. */
const measuredForOne = 3;

/**
 * Shows what runs report: the backend, the state of each run, its numbers after each epoch and at its end and, for
 * several runs, their overall progress and the remaining time. Measuring after an epoch counts as work, converted to training images. `verbose`
 * shows where a crashed run failed.
 */
export function showRuns(
  shown: Progress,
  { runs, verbose = false }: { runs: number; verbose?: boolean },
): (name: string, event: RunEvent | RunEnd) => void {
  const shares = new Map<string, number>();
  let epochs = 0;
  let images = 0;
  let measured = 0;
  let evaluateEvery = 1;
  let backend = '';
  /** Several runs may report the same. */
  const notes = new Set<string>();
  /** The state of each run: its epoch and the images measured in it, with finished measurements counted separately. */
  const places = new Map<string, { epoch: number; before: number; last: number }>();
  const ended = new Set<string>();
  const { worked, ...said } = forecast(shown.note, { runs });
  const together = () => [...shares.values()].reduce((sum, one) => sum + one, 0);
  /** The cost of a run and of its first epochs, in training images. */
  const perRun = () => epochs * images + (Math.ceil(epochs / evaluateEvery) * measured) / measuredForOne;
  const before = (epoch: number) =>
    (epoch - 1) * images + (Math.floor((epoch - 1) / evaluateEvery) * measured) / measuredForOne;

  function move(name: string, work: number, detail: string): void {
    const share = Math.min(1, work / perRun());
    worked(share - (shares.get(name) ?? share));
    shares.set(name, share);
    const size = Math.round(perRun());
    if (runs > 1) {
      shown.move('all', Math.round(together() * size), runs * size);
      said.at(together());
    }
    shown.move(name, Math.round(share * size), size, detail);
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
        ({ epochs, images, measured, evaluateEvery } = event);
        const description = describeBackend(event.backend);
        if (description !== backend) shown.note(description);
        backend = description;
        break;
      }
      case 'step': {
        shown.end('statistics');
        if (!places.has(name) && event.step > 1)
          shown.note(`${name}: resuming after step ${event.step - 1} of ${event.steps}`);
        places.set(name, { epoch: event.epoch, before: 0, last: 0 });
        move(name, before(event.epoch) + event.images, `epoch ${event.epoch}, loss ${event.loss.toFixed(3)}`);
        break;
      }
      case 'evaluate': {
        const place = places.get(name);
        let work = (shares.get(name) ?? 0) * perRun();
        if (place !== undefined) {
          if (event.images <= place.last) place.before += place.last; // the next measurement
          place.last = event.images;
          const done = Math.min(measured, place.before + place.last);
          work = before(place.epoch) + images + done / measuredForOne;
        }
        move(name, work, `measuring ${event.images} of ${event.of}`);
        break;
      }
      case 'epoch':
        shown.note(`${name}: epoch ${event.epoch}: ${describeEpoch(event)}`);
        break;
      case 'ended':
      case 'crashed':
        shown.end(name);
        if (event.type === 'ended' && event.result.status === 'interrupted') {
          shown.note(`${name}: ${describeResult(event.result)}`);
          break;
        }
        shares.set(name, 1);
        ended.add(name);
        if (event.type === 'crashed')
          shown.note(`${name}: crashed: ${(verbose && event.detail) || event.message}`);
        else shown.note(`${name}: ${event.kept ? 'kept: ' : ''}${describeResult(event.result)}`);
        said.ended(ended.size, together());
    }
  };
}
