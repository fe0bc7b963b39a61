import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Golden numbers of an activation or a variant. */
export interface GoldenTable {
  readonly name: string;
  /** `default` is the default configuration. */
  readonly variant: string;
  /** x, f(x), f'(x). */
  readonly rows: readonly (readonly [x: number, value: number, derivative: number])[];
}

type Variants = Readonly<Record<string, GoldenTable['rows']>>;

/** The golden numbers of mpmath in the activations' tests, and those of PyTorch in the tests of `@rectified/activations`. */
export function goldenTables(workspace: string): GoldenTable[] {
  const folder = join(workspace, 'packages/activations');
  const read = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
  const { by: _, ...pyTorch }: Readonly<Record<string, Variants>> = read('all/test/golden-pytorch.json');
  const own = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'test/golden.json')))
    .map((name): [string, Variants] => [name, read(name, 'test/golden.json')]);
  return [...own, ...Object.entries(pyTorch)].flatMap(([name, variants]) =>
    Object.entries(variants).map(([variant, rows]) => ({ name, variant, rows })),
  );
}
