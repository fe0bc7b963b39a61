/** What the images of one class have in common. */
export interface Species {
  /** Length divided by width. */
  readonly elongation: number;
  /** Bulges around the outline, and how far they stand out. */
  readonly lobes: number;
  readonly interior: Interior;
  /** Hairs around it, and how far they reach, relative to its radius. */
  readonly hairs: number;
  readonly reach: number;
}

export type Interior = 'solid' | 'hollow' | 'banded' | 'ringed';

const elongations = [1, 2, 4];
const lobes = [0, 3, 5, 8];
const interiors: readonly Interior[] = ['solid', 'hollow', 'banded', 'ringed'];
const hairs = [
  { hairs: 0, reach: 0 },
  { hairs: 5, reach: 1.2 },
  { hairs: 18, reach: 0.5 },
];

/** The number of distinguishable classes. */
export const SPECIES = elongations.length * lobes.length * interiors.length * hairs.length;

/** The species of a class: the digits of its number. */
export function species(label: number): Species {
  let rest = label;
  const digit = <T>(values: readonly T[]): T => {
    const value = values[rest % values.length]!;
    rest = Math.floor(rest / values.length);
    return value;
  };
  return { interior: digit(interiors), ...digit(hairs), elongation: digit(elongations), lobes: digit(lobes) };
}
