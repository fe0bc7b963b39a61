import type { ImageShape, PlacedViews } from '@rectified/dataset';
import { compile } from './compile.js';
import { draw, type ViewKey } from './draw.js';
import { type Augmentation, resolveSteps } from './resolve-steps.js';
import type { Statistics } from './statistics.js';
import type { FullStep } from './step.js';
import { cropWindow, outputSide, sidesOf } from './steps/crop.js';
import { isMirrored } from './steps/mirror.js';
import { streamsOf } from './streams-of.js';

/** Where the pixel in row y and column x comes from: row `top + y down`, column `left + x right`. */
interface Place {
  top: number;
  left: number;
  down: number;
  right: number;
}

/** Changes the place of a view's pixels as one step does. */
type Move = (place: Place, key: ViewKey) => void;

/**
 * Views of images of `shape` by the places of their pixels, the same as those of `augment`; undefined where pixels are computed by anything but
 * the mean image's subtraction: of borders (`pad`, which come first), crops that are not resized, mirrors and `subtract-mean` alone.
 *
 * @example
 * placedViews('pad-crop-mirror', [32, 32, 3])?.border; // => { by: 4, fill: 0 }
 */
export function placedViews(
  augmentation: Augmentation,
  shape: ImageShape,
  { statistics = {} }: { statistics?: Statistics } = {},
): PlacedViews | undefined {
  const steps = resolveSteps(augmentation);
  const { shape: made } = compile(steps, shape, statistics);
  const streams = streamsOf(steps);
  const pads = steps.findIndex(({ step }) => step !== 'pad');
  const first = pads === -1 ? steps.length : pads;
  const border = borderOf(steps.slice(0, first));
  if (border === undefined) return undefined;
  let [height, width] = [shape[0] + 2 * border.by, shape[1] + 2 * border.by];
  const bordered = width;
  const moves: Move[] = [];
  let beforeMean: number | undefined;
  for (let i = first; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.step === 'subtract-mean') beforeMean = moves.length;
    else {
      const move = moveOf(step, { height, width, stream: streams[i]! });
      if (move === undefined) return undefined;
      moves.push(move);
      if (step.step === 'crop') height = width = outputSide(step);
    }
  }

  const mean = beforeMean === undefined ? undefined : statistics.mean!;
  const afterMean = moves.slice(beforeMean);
  return {
    shape: made,
    border,
    mean,
    places({ seed, epoch, indices }) {
      const numbers = mean === undefined ? 3 : 6;
      const places = new Int32Array(indices.length * numbers);
      for (let i = 0; i < indices.length; i++) {
        const key = { seed, epoch, index: indices[i]! };
        write(placeBy(moves, key), bordered, places, i * numbers);
        if (mean !== undefined) write(placeBy(afterMean, key), mean.shape[1], places, i * numbers + 3);
      }
      return places;
    },
  };
}

function borderOf(pads: readonly FullStep[]): PlacedViews['border'] | undefined {
  let border = { by: 0, fill: 0 };
  for (const pad of pads) {
    if (pad.step !== 'pad' || (border.by > 0 && border.fill !== pad.fill)) return undefined;
    border = { by: border.by + pad.by, fill: pad.fill };
  }
  return border;
}

/** What a step does with the places of an image of `height` x `width` pixels. */
function moveOf(
  step: FullStep,
  { height, width, stream }: { height: number; width: number; stream: number },
): Move | undefined {
  if (step.step === 'crop') {
    const side = outputSide(step);
    if (sidesOf(step).some((other) => other !== side)) return undefined;
    return (place, key) => {
      const words = step.at === 'random' ? draw(key, stream) : nothing;
      const { top, left } = cropWindow(step, height, width, words);
      place.top += top * place.down;
      place.left += left * place.right;
    };
  }
  if (step.step !== 'mirror') return undefined;
  const horizontal = step.direction === 'horizontal';
  return (place, key) => {
    if (!isMirrored(step, key, stream)) return;
    if (horizontal) {
      place.left += (width - 1) * place.right;
      place.right *= -1;
    } else {
      place.top += (height - 1) * place.down;
      place.down *= -1;
    }
  };
}

/** The words of a crop that is not drawn. */
const nothing = new Uint32Array(4);

function placeBy(moves: readonly Move[], key: ViewKey): Place {
  const place = { top: 0, left: 0, down: 1, right: 1 };
  for (const move of moves) move(place, key);
  return place;
}

function write({ top, left, down, right }: Place, width: number, to: Int32Array, at: number): void {
  to[at] = top * width + left;
  to[at + 1] = down * width;
  to[at + 2] = right;
}
