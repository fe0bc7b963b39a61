import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { runCommand, runProgram } from '@rectified/system';
import { tensorFlowBackend } from '../../packages/compute/compiled/src/tensorflow-backend.ts';
import { digits } from '../bench/text.ts';
import { prepared } from './stepper.ts';

/*
 * npm run engines:xla-cost -- PYTHON [NETWORK ...]: prints the floating-point operations and bytes of a training step at full width by XLA's own
 * analysis, for its separate operations and as fused by XLA for this processor. PYTHON needs tensorflow-cpu and jaxlib.
 */
interface Cost {
  readonly flops: number;
  readonly bytes: number;
}

async function main(): Promise<number> {
  const [python, ...given] = process.argv.slice(2);
  if (python === undefined)
    throw new InputError({
      what: 'a Python',
      got: 'none',
      remedy: 'npm run engines:xla-cost -- PYTHON [NETWORK ...]',
    });
  const networks = given.length > 0 ? given : ['nin', 'ndsb-net', 'bn-inception'];
  await chooseBackend({ backend: 'tfjs-node', kernels: 'plain' });
  console.log(
    '| network | GFLOP an image | MB an image, one by one | put together |\n| --- | ---: | ---: | ---: |',
  );
  for (const network of networks) {
    // The part that grows with the batch; the rest is weights and their updates.
    const [two, four] = [await costsOf(python, network, 2), await costsOf(python, network, 4)];
    const perImage = (how: keyof typeof two, what: keyof Cost) => (four[how][what] - two[how][what]) / 2;
    const cells = [
      perImage('each', 'flops') / 1e9,
      perImage('each', 'bytes') / 1e6,
      perImage('together', 'bytes') / 1e6,
    ];
    console.log(`| ${[network, ...cells.map(digits)].join(' | ')} |`);
  }
  return 0;
}

await runProgram(main, 'engines:xla-cost: ');
process.exit();

async function costsOf(
  python: string,
  network: string,
  batch: number,
): Promise<Record<'each' | 'together', Cost>> {
  const make = await prepared({
    network,
    rectifier: 'rrelu',
    width: 1,
    batch,
    engine: 'xla',
    images: 2 * batch,
  });
  const folder = mkdtempSync(join(tmpdir(), 'xla-cost-'));
  const backend = tensorFlowBackend();
  const { loadSavedModelMetaGraph } = backend;
  try {
    backend.loadSavedModelMetaGraph = (written, tags) => {
      cpSync(written, folder, { recursive: true });
      return loadSavedModelMetaGraph.call(backend, written, tags);
    };
    make().dispose();
    const script = join(import.meta.dirname, 'xla_cost.py');
    const said = await runCommand(python, ['-B', script, folder, `${batch}`]);
    return JSON.parse(said.trim().split('\n').at(-1)!) as Record<'each' | 'together', Cost>;
  } finally {
    backend.loadSavedModelMetaGraph = loadSavedModelMetaGraph;
    rmSync(folder, { recursive: true });
  }
}
