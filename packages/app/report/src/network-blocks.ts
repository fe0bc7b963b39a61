import { given } from './given.js';
/** A layer of a network, as returned by `describeModel` of `@rectified/layers`. */
export interface NetworkLayer {
  readonly name: string;
  readonly className: string;
  readonly settings: string;
  readonly inputs: readonly string[];
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
  readonly macs: number;
}

/** Layers that belong together: a convolution with its surroundings, or a single layer. */
export interface NetworkBlock {
  /** `conv1`; `3a/1x1` if all layers with that prefix are in the block. */
  readonly name: string;
  /** The first part of a name with several parts: `3a`. */
  readonly group?: string;
  /** Its layers in order: `3x3 convolution, 64`, `batch normalization`, `RReLU`. */
  readonly parts: readonly string[];
  /** Names of the preceding blocks. */
  readonly inputs: readonly string[];
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
  readonly macs: number;
}

/**
 * The layers of a network, grouped: elementwise layers (activations, normalization, dropout) belong to
 * the layer before them, padding to the one after it, if that is the only one.
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

/** Everything except layers that move, mix or aggregate cells. */
function isElementwise({ className }: NetworkLayer): boolean {
  return !/Conv|Dense|Pool|Padding|Concatenate|Add|Flatten|Input/.test(className);
}

/**
 * The name of the layer with most work or, if the names share a prefix that no other layer has, that prefix. (tfjs
 * numbers the inputs of all models in a process, which says nothing.)
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
