import type * as tfl from '@tensorflow/tfjs-layers';
import type { MomentumSgd } from './momentum-sgd.js';
import type { TrainOptions } from './train-options.js';
import type { TrainingSettings } from './training-state.js';

/** What an engine works on. */
export interface EngineOptions {
  readonly model: tfl.LayersModel;
  readonly optimizer: MomentumSgd;
  readonly options: TrainOptions;
  readonly settings: TrainingSettings;
}
