import type { Dataset, ImageShape } from '@rectified/dataset';
import { checkValue, having, InputError } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';
import { nameOf } from './weights.js';

/** Throws an InputError unless the model takes images of `shape`, outputs one logit per class, and can be saved. */
export function checkModel(model: tfl.LayersModel, { name, classes }: Dataset, shape: ImageShape): void {
  const { inputs, outputs } = checkValue(
    'model',
    model,
    having('a model of tfjs-layers', 'inputs', 'outputs', 'layers'),
  );
  const [input, output] = [inputs[0]!, outputs[0]!];
  const facts = (expected: string, got: string) => ({
    expected,
    got,
    remedy: 'Build the model for this dataset',
  });
  const fits = (own: readonly (number | null)[], other: readonly number[]) =>
    own.length === other.length + 1 &&
    other.every((size, axis) => own[axis + 1] === null || own[axis + 1] === size);
  if (inputs.length !== 1 || !fits(input.shape, shape))
    throw new InputError({
      what: 'the model does not take these images',
      ...facts(
        `one input of shape [${shape}] (${name})`,
        inputs.map((one) => `[${one.shape.slice(1)}]`).join(' and '),
      ),
    });
  if (outputs.length !== 1 || !fits(output.shape, [classes.length]))
    throw new InputError({
      what: 'the model does not output one logit per class',
      ...facts(
        `one output of shape [${classes.length}] (${name})`,
        outputs.map((one) => `[${one.shape.slice(1)}]`).join(' and '),
      ),
    });
  const last = output.sourceLayer;
  if (last.getClassName() === 'Softmax' || last.getConfig().activation === 'softmax')
    throw new InputError({
      what: `the model ends in a softmax (layer ${last.name})`,
      expected: 'logits: the loss contains the softmax',
      remedy: 'Leave the softmax out',
    });
  const names = model.weights.map(nameOf);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined)
    throw new InputError({
      what: `two weights have the name ${twice}`,
      remedy: 'Give the layers of nested models different names',
    });
}
