import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { call } from './call.js';

const directory = mkdtempSync(join(tmpdir(), 'check-'));
afterAll(() => rmSync(directory, { recursive: true }));
const write = (name: string, formula: string) => {
  const file = join(directory, name);
  writeFileSync(
    file,
    `import { activation, add, max, mul, tanh, softplus } from '@rectified/activation';
     export default activation({ name: 'mish', title: 'Mish', className: 'TestMish',
       paper: { title: 'Mish: A Self Regularized Non-Monotonic Activation Function', authors: ['Misra'], year: 2019, arxiv: '1908.08681' },
       formula: ${formula} });`,
  );
  return file;
};

it('shows what an activation computes, and a line for every check', async () => {
  const { code, stdout, stderr } = await call([
    'check',
    write('mish.ts', '({ x }) => mul(x, tanh(softplus(x)))'),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^mish: Mish\n {2}Misra 2019: .*arXiv 1908\.08681\n {2}y = x \* tanh\(softplus\(x\)\)\n/,
  );
  expect(stdout).toMatch(/^ {6}x +-Infinity +-2 .*\n {6}y +0 +-0\.252501 .*\n {2}dy\/dx/m);
  expect(stdout).toMatch(/^ {2}ok {5}computes its formula \(.*cpu\)$/m);
  expect(stdout).toMatch(/^all \d+ checks passed, on .*cpu$/m);
  expect(stdout).not.toContain('FAILS');
});

it('exits with 1 where a check fails, and says how', async () => {
  const file = write(
    'odd.ts',
    '({ x }) => add(max(x, 0), add(max(mul(-1, x), 0), mul(-2, max(mul(-1, x), 0))))',
  );
  const { code, stdout } = await call(['check', file]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ {2}FAILS {2}\S.*: .+$/m);
  expect(stdout).toMatch(/^\d+ of \d+ checks failed, on /m);

  const json = await call(['check', file, '--json']);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ name: 'mish', checks: expect.any(Array), fused: true });
});

it('exits with 2 where there is nothing to check', async () => {
  expect(await call(['check', join(directory, 'none.ts')])).toEqual({
    ...{ code: 2, stdout: '', stderr: expect.stringMatching(/none\.ts: no such file/) },
  });
});
