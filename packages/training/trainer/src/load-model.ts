import { checkValue, InputError, text } from '@rectified/errors';
import * as tfl from '@tensorflow/tfjs-layers';
import { checkpointOf, readTopology, readWeights } from './read-checkpoint.js';
import { firstNonFinite } from './weights.js';

/**
 * The model of a run folder or of a `checkpoint/` folder, for prediction or evaluation; the trainer's state is
 * not read. Import the packages of the model's own layers first, because that is how tfjs learns their classes.
 * Weights that are not finite, and files that are not what was written, are an `InputError`.
 *
 * @example
 * import '@rectified/rrelu';
 * const model = await loadModel('runs/a');
 */
export async function loadModel(folder: string): Promise<tfl.LayersModel> {
  const checkpoint = await checkpointOf(
    checkValue('folder of a model', folder, text('the path of a folder')),
  );
  const modelTopology = await readTopology(checkpoint);
  const { data, specs } = await readWeights(checkpoint);
  const broken = firstNonFinite({ data, specs });
  if (broken !== undefined)
    throw new InputError({
      what: `"${broken}" is not finite`,
      file: checkpoint,
      remedy: 'Training has failed or the file is damaged; train again',
    });
  try {
    const load = async () => ({ modelTopology, weightSpecs: specs, weightData: data });
    return await tfl.loadLayersModel({ load });
  } catch (cause) {
    throw new InputError({
      what: `the model cannot be built: ${(cause as Error).message}`,
      file: checkpoint,
      remedy: 'First import the package of every layer it uses (`import "@rectified/rrelu"`)',
      cause,
    });
  }
}
