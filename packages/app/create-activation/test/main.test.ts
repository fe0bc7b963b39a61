import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../src/index.js';

const directory = mkdtempSync(join(tmpdir(), 'create-activation-'));
const said: string[] = [];
const read = (...names: string[]) => readFileSync(join(directory, ...names), 'utf8');

/** Stands for npm, and answers what is asked of the registry. */
beforeAll(() => {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  const answers = {
    '@rectified/activation': { version: '2.3.4', peerDependencies: { '@tensorflow/tfjs-core': '^4.30.0' } },
    '@rectified/backend': '1.1.0',
    '@rectified/cli': { version: '7.0.0' },
  };
  writeFileSync(
    join(bin, 'npm'),
    `#!${process.execPath}
const answer = (${JSON.stringify(answers)})[process.argv[3]];
if (process.env.NO_REGISTRY) { console.error('npm error ENOTFOUND'); process.exit(1); }
console.log(JSON.stringify(answer));`,
    { mode: 0o755 },
  );
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  said.length = 0;
  for (const method of ['log', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((text) => void said.push(text));
});
afterEach(() => vi.restoreAllMocks());

describe('a package of its own', () => {
  it('is made, and what comes next is told', async () => {
    expect(await main(['@acme/hard-swish', '--title', 'Hard-Swish', '--into', directory])).toBe(0);
    expect(said.join('\n')).toMatch(/hard-swish: so far the identity, y = x\.[\s\S]*npm run check/);
    expect(readdirSync(join(directory, 'hard-swish'), { recursive: true }).sort()).toEqual([
      ...['.gitignore', 'README.md', 'package.json', 'src', 'src/hard-swish.ts', 'src/index.ts'],
      ...['test', 'test/hard-swish.test.ts', 'tsconfig.json', 'vitest.config.ts'],
    ]);
    expect(readdirSync(directory)).not.toContain('.hard-swish.new');
  });

  it('has its names everywhere', () => {
    for (const file of ['README.md', 'src/hard-swish.ts', 'src/index.ts', 'test/hard-swish.test.ts']) {
      expect(read('hard-swish', file)).not.toMatch(/my.?activation|@rectified\/hard/i);
    }
    expect(read('hard-swish', 'src/hard-swish.ts')).toContain("className: 'AcmeHardSwish'");
    expect(read('hard-swish', 'src/hard-swish.ts')).toContain("title: 'Hard-Swish'");
    expect(read('hard-swish', 'README.md')).toContain('# @acme/hard-swish');
  });

  it("has the registry's versions", () => {
    const manifest = JSON.parse(read('hard-swish', 'package.json'));
    expect(manifest).toMatchObject({
      name: '@acme/hard-swish',
      dependencies: { '@rectified/activation': '^2.3.4' },
      peerDependencies: { '@tensorflow/tfjs-core': '^4.30.0' },
      devDependencies: {
        ...{ '@rectified/backend': '^1.1.0', '@rectified/cli': '^7.0.0' },
        '@tensorflow/tfjs-backend-cpu': '^4.30.0',
      },
    });
    expect(JSON.stringify(manifest.exports)).not.toContain('@rectified/source');
  });

  it('is built and tested by what this workspace is', () => {
    const root = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8'));
    const { devDependencies } = JSON.parse(read('hard-swish', 'package.json'));
    for (const tool of ['tsup', 'vitest'])
      expect(devDependencies[tool]).toBe(`^${root.devDependencies[tool]}`);
  });

  it('is not written over', async () => {
    writeFileSync(join(directory, 'hard-swish/README.md'), 'mine');
    expect(await main(['@acme/hard-swish', '--into', directory])).toBe(2);
    expect(said.join()).toMatch(/hard-swish: exists already/);
    expect(read('hard-swish', 'README.md')).toBe('mine');
  });
});

it('makes nothing where the registry does not answer', async () => {
  vi.stubEnv('NO_REGISTRY', '1');
  expect(await main(['mish', '--into', directory])).toBe(2);
  vi.stubEnv('NO_REGISTRY', '');
  expect(said.join()).toMatch(
    /the version of @rectified\/\w+: expected an answer of npm view, got npm error ENOTFOUND/,
  );
  expect(existsSync(join(directory, 'mish'))).toBe(false);
});

it.each([
  [['Mish'], /name of an activation: expected lower case/],
  [[], /a name is missing\n\nusage: npm create @rectified\/activation/],
  [['mish', '--titel', 'x'], /--titel/],
])('refuses %j', async (argv, message) => {
  expect(await main(argv)).toBe(2);
  expect(said.join('\n')).toMatch(message);
});

it('says how it is used', async () => {
  expect(await main(['--help'])).toBe(0);
  expect(said.join()).toMatch(/^usage: npm create @rectified\/activation/);
});
