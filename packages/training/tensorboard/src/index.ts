import { join } from 'node:path';
import type { RunLogger } from '@rectified/run-folder';
import { openEventLog } from './event-log.js';

export { openEventLog, readEventLog } from './event-log.js';
export { type Histogram, histogramOf } from './histogram.js';

/** `--log tensorboard`: an event file in the folder `tensorboard` of each run. */
const tensorboard: RunLogger = {
  name: 'tensorboard',
  open: ({ folder }) => openEventLog(join(folder, 'tensorboard')),
};
export default tensorboard;
