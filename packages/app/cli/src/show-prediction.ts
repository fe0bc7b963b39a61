import type { PredictEvent } from '@rectified/experiments';
import type { Progress } from './progress.js';
import { showPreparation } from './show-preparation.js';
import { describeBackend } from './text.js';

/** Shows how far a prediction is. */
export function showPrediction(shown: Progress): (event: PredictEvent) => void {
  return (event) => {
    if (event.type === 'start') {
      shown.end('images');
      shown.note(describeBackend(event.backend));
    } else if (event.type === 'predict') {
      const { view, views, images, of } = event;
      const which = view === 0 ? 'central view' : `view ${view} of ${views}`;
      shown.move('predict', images, of, which);
    } else showPreparation(shown, event);
  };
}
