import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { askRegistry } from '../src/ask-registry.js';
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
const { NPM_FAILURE, REGISTRY_SECONDS } = process.env;
if (NPM_FAILURE) { const [output, error] = JSON.parse(NPM_FAILURE); console.log(output); console.error(error); process.exit(1); }
setTimeout(() => console.log(JSON.stringify(answer)), 1000 * (REGISTRY_SECONDS ?? 0));`,
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
afterEach(() => {
  vi.restoreAllMocks();
  failAs();
});

/** Lets npm fail with what it writes then, or answer again. */
function failAs(...written: [output: string, error: string] | []): void {
  vi.stubEnv('NPM_FAILURE', written.length === 0 ? undefined : JSON.stringify(written));
}

describe('a package of its own', () => {
  it('is made, and what comes next is told', async () => {
    expect(await main(['@acme/hard-swish', '--title', 'Hard-Swish', '--into', directory])).toBe(0);
    expect(said.join('\n')).toMatch(/hard-swish, initially the identity, y = x\.[\s\S]*npm run check/);
    expect(readdirSync(join(directory, 'hard-swish'), { recursive: true }).sort()).toEqual([
      ...['.gitignore', 'README.md', 'package.json', 'src', 'src/hard-swish.ts', 'src/index.ts'],
      ...['test', 'test/hard-swish.test.ts', 'tsconfig.json', 'vitest.config.ts'],
    ]);
    expect(readdirSync(directory).sort()).toEqual(['bin', 'hard-swish']);
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
    await expect(main(['@acme/hard-swish', '--into', directory])).rejects.toThrow(
      /hard-swish: exists already/,
    );
    expect(read('hard-swish', 'README.md')).toBe('mine');
  });
});

it('makes nothing where the registry does not answer', async () => {
  failAs('', 'npm: cannot find its own files\n    at load');
  await expect(main(['mish', '--into', directory])).rejects.toThrow(
    /^the version of @rectified\/\w+: expected an answer of npm view, got npm: cannot find its own files\. Check/,
  );
  expect(existsSync(join(directory, 'mish'))).toBe(false);
});

it.each([
  [
    'ECONNREFUSED',
    'FetchError: request to http://127.0.0.1:1/@rectified%2fcli failed, reason: connect ECONNREFUSED 127.0.0.1:1',
  ],
  ['E404', 'Not Found - GET http://127.0.0.1:1/@rectified%2fcli'],
  ['E401', 'Incorrect or missing password.', 'Incorrect or missing password'],
  [
    'EACCES',
    'Your cache folder contains root-owned files.\n\nTo fix this, please run:\n  sudo chown -R 1:1 "/home/me/.npm"',
    'Your cache folder contains root-owned files. To fix this, please run: sudo chown -R 1:1 "/home/me/.npm"',
  ],
])('says in one line that npm fails with %s', async (code, summary, shown = summary) => {
  const detail = "If you are behind a proxy, please make sure that the\n'proxy' config is set properly.";
  failAs(
    JSON.stringify({ error: { code, summary, detail } }, null, 2),
    `npm error code ${code}\nnpm error ${summary}\nnpm error     at connect\nnpm error ${detail}`,
  );
  await expect(askRegistry('@rectified/cli', directory)).rejects.toMatchObject({
    exitCode: 2,
    message: `the version of @rectified/cli: expected an answer of npm view, got ${code}: ${shown}. Check npm's settings (\`npm config list\`) and the connection to its registry`,
  });
});

it('says what it waits for where the registry is slow', async () => {
  vi.stubEnv('REGISTRY_SECONDS', '2.5');
  expect(await main(['mish', '--into', join(directory, 'slow')])).toBe(0);
  vi.stubEnv('REGISTRY_SECONDS', undefined);
  expect(said[0]).toMatch(/^Waiting for the npm registry/);
});

it('does not wait for ever', async () => {
  vi.stubEnv('REGISTRY_SECONDS', '100');
  const asked = askRegistry('@rectified/activation', directory, 1);
  await expect(asked).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^the version of @rectified\/activation: expected an answer of npm view, got none in 1 second\. Check/,
    ),
  });
  vi.stubEnv('REGISTRY_SECONDS', undefined);
});

it.skipIf(process.platform === 'win32')('says that npm is missing', async () => {
  const { PATH } = process.env;
  vi.stubEnv('PATH', join(directory, 'hard-swish'));
  await expect(main(['mish', '--into', join(directory, 'no-npm')])).rejects.toMatchObject({
    message: 'npm was not found: expected a folder of PATH with npm in it. Install npm',
  });
  vi.stubEnv('PATH', PATH);
});

it('is made in a folder that is not there yet, and leaves the files of others alone', async () => {
  const into = join(directory, 'my-activations');
  expect(await main(['mish', '--into', join(into, 'deeper')])).toBe(0);
  expect(read('my-activations/deeper/mish/src/mish.ts')).toContain("name: 'mish'");
  expect(await main(['mish', '--into', join(into, 'two $words')])).toBe(0);
  expect(said.at(-1)).toMatch(/^ {2}cd '.*\/two \$words\/mish' && npm install /m);
  rmSync(join(into, 'two $words'), { recursive: true });
  mkdirSync(join(into, '.gelu.new/mine'), { recursive: true });
  expect(await main(['gelu', '--into', into])).toBe(0);
  expect(readdirSync(into).sort()).toEqual(['.gelu.new', 'deeper', 'gelu']);
  expect(readdirSync(join(into, '.gelu.new'))).toEqual(['mine']);
});

it.each([
  ['where a link leads nowhere', 'lost', /lost: exists already/],
  ['where the path leads through a file', 'file/mish', /file\/mish: a part of the path is a file/],
])('says in one line that it cannot be made %s', async (_, place, message) => {
  symlinkSync(join(directory, 'nowhere'), join(directory, 'lost'));
  writeFileSync(join(directory, 'file'), '');
  const [into, name] = [join(directory, place, '..'), basename(place)];
  await expect(main([name, '--into', into])).rejects.toThrow(message);
  for (const made of ['lost', 'file']) rmSync(join(directory, made));
});

it.runIf(process.platform === 'linux')('says so where no folder can be made', async () => {
  await expect(main(['mish', '--into', '/proc/mine'])).rejects.toThrow(
    /^\/proc\/mine: cannot create a folder here\. Choose another folder$/,
  );
});

it.each(['vitest', '@rectified/cli'])('refuses to be named %s, which it depends on', async (name) => {
  await expect(main([name, '--into', join(directory, 'named')])).rejects.toMatchObject({
    message: `name of a package: it would depend on ${name}. Choose another name`,
  });
  expect(existsSync(join(directory, 'named'))).toBe(false);
});

it('refuses what npm kept for itself', async () => {
  vi.stubEnv('npm_config_into', 'elsewhere');
  await expect(main(['mish', 'elsewhere', '--into', directory])).rejects.toMatchObject({
    message:
      'npm took --into for an option of its own: expected one name, and -- before the first option, got mish elsewhere. usage: npm create @rectified/activation [NAME] [-- --title TITLE] [--into FOLDER]',
  });
  vi.stubEnv('npm_config_into', undefined);
});

it.each([
  [['Mish'], /name of an activation: expected lower case/],
  [[], /a name is missing\n\nusage: npm create @rectified\/activation/],
  [
    ['mish', '--titel', 'x'],
    /^unknown option "--titel": expected --title, --into, or --help\. Did you mean "--title"\?$/,
  ],
  [['mish', '-t', 'x'], /^unknown option "-t": expected --title, --into, or --help$/],
  [['mish', '--title'], /^--title: expected a value, got nothing$/],
  [['mish', '--title', '--into', 'x'], /^--title: expected a value, got "--into"$/],
  [['mish', '--into', ''], /^--into: expected a value, got ""$/],
  [['mish', '--into='], /^--into: expected a value, got ""$/],
  [['mish', '--title=-x'], /^title of an activation: expected .* got "-x"$/],
  [['mish', 'Mish'], /^more than one name: .* got mish Mish/],
])('refuses %j', async (argv, message) => {
  await expect(main(argv)).rejects.toThrow(message);
});

it('says how it is used', async () => {
  expect(await main(['--help'])).toBe(0);
  expect(said.join()).toMatch(
    /^usage: npm create @rectified\/activation[\s\S]*Asks for NAME if it is missing/,
  );
});
