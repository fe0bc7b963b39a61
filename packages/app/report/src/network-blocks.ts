import { given } from './given.js';
/** A layer of a network, as `describeModel` of `@rectified/layers` gives it. */
export interface NetworkLayer {
  readonly name: string;
  readonly className: string;
  readonly settings: string;
  readonly inputs: readonly string[];
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
  readonly macs: number;
}

/** Layers that belong together: a convolution with what is around it, or one alone. */
export interface NetworkBlock {
  /** `conv1`; `3a/1x1` where all layers of that prefix are in the block. */
  readonly name: string;
  /** The first part of the name where it has several: `3a`. */
  readonly group?: string;
  /** Its layers in order: `3x3 convolution, 64`, `batch normalization`, `RReLU`. */
  readonly parts: readonly string[];
  /** Names of the blocks before it. */
  readonly inputs: readonly string[];
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
  readonly macs: number;
}

/**
 * The layers of a network, gathered: what goes over numbers one by one (activations, normalization, dropout) belongs to
 * the layer before it, padding to the one after it, if that is the only one there.
 */
export function networkBlocks(layers: readonly NetworkLayer[]): NetworkBlock[] {
  given.layers(layers);
  const consumers = (name: string) => layers.filter(({ inputs }) => inputs.includes(name));
  const blocks: NetworkLayer[][] = [];
  const blockOf = new Map<string, NetworkLayer[]>();
  for (const layer of layers) {
    const before = layer.inputs.length === 1 ? blockOf.get(layer.inputs[0]!) : undefined;
    const previous = before?.at(-1);
    const joins =
      previous !== undefined &&
      previous.name === layer.inputs[0] &&
      consumers(previous.name).length === 1 &&
      (previous.className === 'ZeroPadding2D' || isElementwise(layer));
    const block = joins ? before! : [];
    if (!joins) blocks.push(block);
    block.push(layer);
    blockOf.set(layer.name, block);
  }
  const names = new Map(blocks.map((block) => [block, nameOf(block, layers)]));
  return blocks.map((block) => {
    const sum = (what: 'parameters' | 'macs') => block.reduce((total, layer) => total + layer[what], 0);
    const name = names.get(block)!;
    return {
      name,
      ...(name.includes('/') && { group: name.slice(0, name.indexOf('/')) }),
      parts: block.map(partOf).filter((part) => part !== ''),
      inputs: block[0]!.inputs.map((input) => names.get(blockOf.get(input)!)!),
      outputShape: block.at(-1)!.outputShape,
      parameters: sum('parameters'),
      macs: sum('macs'),
    };
  });
}

/** Everything but what moves, mixes or gathers cells. */
function isElementwise({ className }: NetworkLayer): boolean {
  return !/Conv|Dense|Pool|Padding|Concatenate|Add|Flatten|Input/.test(className);
}

/**
 * That of the layer with most to do or, if their names have a prefix that no other layer's has, the prefix. (tfjs
 * numbers the inputs of all models of a process, which says nothing.)
 */
function nameOf(block: readonly NetworkLayer[], layers: readonly NetworkLayer[]): string {
  const inputs = layers.filter(({ className }) => className === 'InputLayer');
  if (inputs.length === 1 && inputs[0] === block[0]) return 'images';
  const main = block.find(({ className }) => className !== 'ZeroPadding2D') ?? block[0]!;
  const prefix = main.name.slice(0, main.name.lastIndexOf('/') + 1);
  const own = layers.filter(({ name }) => name.startsWith(prefix)).length === block.length;
  return prefix !== '' && block.length > 1 && own ? prefix.slice(0, -1) : main.name;
}

const kinds: Readonly<Record<string, (settings: string) => string>> = {
  InputLayer: () => '',
  Conv2D: (settings) => settings.replace(', ', ' convolution, '),
  Dense: (units) => `dense, ${units}`,
  ZeroPadding2D: () => '',
  BatchNormalization: () => 'batch normalization',
  Concatenate: () => 'side by side',
  GlobalAveragePooling2D: () => 'mean of the map',
  MaxPooling2D: (settings) => `max pool ${settings}`,
  AveragePooling2D: (settings) => `average pool ${settings}`,
  RectifiedCeilMaxPooling2D: (settings) => `max pool ${settings}`,
  RectifiedCeilAveragePooling2D: (settings) => `average pool ${settings}`,
  RectifiedSpatialPyramidPooling2D: (settings) => `max pools, windows ${settings}`,
  RectifiedGridPyramidPooling2D: (settings) => `max pools, grids ${settings}`,
  RectifiedSeededDropout: (rate) => `dropout ${rate}`,
};

function partOf({ className, settings }: NetworkLayer): string {
  const kind = kinds[className];
  if (kind !== undefined) return kind(settings);
  return [className.replace(/^Rectified/, ''), settings].filter(Boolean).join(' ');
}
