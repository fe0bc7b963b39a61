import type { RunEvent } from '@rectified/experiments';
import type { Progress } from './progress.js';

/** Shows what happens before the images of a command are computed: remarks, and how far the images have been read. */
export function showPreparation(
  shown: Progress,
  event: RunEvent & { readonly type: 'prepare' | 'note' },
): void {
  if (event.type === 'note') shown.note(event.text);
  else shown.move(event.what, event.done, event.total ?? event.done);
}
