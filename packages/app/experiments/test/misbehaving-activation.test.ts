import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chooseBackend } from '@rectified/backend';
import { isRunning } from '@rectified/system';
import { temporaryFolder } from '@rectified/testing/files';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { blame } from '../src/foreign-code.js';
import { loadActivation } from '../src/index.js';

const directory = temporaryFolder(afterAll);
beforeAll(() => {
  // As in somebody's project: the packages are those of this one.
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(directory, 'node_modules'));
});

interface Parts {
  /** Before anything else. */
  readonly first?: string;
  /** In the class. */
  readonly members?: string;
  /** What the layer gives. */
  readonly value?: string;
  readonly register?: string;
  /** The layer of the description. */
  readonly layer?: string;
}

/** A module with an activation that is in order but for what is given. */
function text({
  first = '',
  members = '',
  value = 'tf.relu(x)',
  register = 'tf.serialization.registerClass(Mine);',
  layer = 'Mine',
}: Parts): string {
  return `import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
${first}
class Mine extends layers.Layer {
  static className = 'AcmeMine';
  ${members}
  call(inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return ${value};
  }
}
${register}
export default { name: 'mine', title: 'Mine', paper: { title: '', authors: [], year: 2026 }, layer: ${layer} };
`;
}

/** A function that gives its input, with a gradient of one's own. */
const gradient = (value: string) =>
  `const mine = tf.customGrad((x) => ({ value: tf.clone(x), gradFunc: (dy) => ${value} }));`;

function write(name: string, parts: Parts): string {
  writeFileSync(join(directory, name), text(parts));
  return `./${name}`;
}

const load = (spec: string, seconds?: number) => loadActivation(spec, { directory, seconds });

it('loads one that is in order, and says which file it is', async () => {
  const arm = await load(write('good.mjs', {}));
  expect(arm.file).toBe(join(directory, 'good.mjs'));
  expect(arm.layer().getClassName()).toBe('AcmeMine');
  expect((await load('relu')).file).toBeUndefined();
});

describe('names the file of one that', () => {
  it.each<[string, Parts, RegExp]>([
    [
      'waits at its top level for ever',
      { first: 'await new Promise(() => {});' },
      /waits at its top level for something/,
    ],
    [
      'says that it is sound, and waits for ever',
      { first: 'for (const lie of [null, {}]) process.send(lie); await new Promise(() => {});' },
      /waits at its top level for something/,
    ],
    ['ends the process while it loads', { first: 'process.exit(0);' }, /calls process\.exit\(0\)/],
    [
      'ends the process in a way that nobody can prevent',
      { first: "process.kill(process.pid, 'SIGKILL');" },
      /ends the process that loaded it \(SIGKILL\)/,
    ],
    [
      'throws while it loads',
      { first: "throw new RangeError('no\\nluck');" },
      /cannot be loaded: RangeError: no luck \(line \d+\)$/,
    ],
    [
      'throws a text without end',
      { first: "throw new Error('x'.repeat(1e6));" },
      /cannot be loaded: Error: x{993} \.\.\. \(line \d+\)$/,
    ],
    ['throws nothing sensible', { first: 'throw undefined;' }, /cannot be loaded: Error: undefined$/],
    [
      'fills the memory',
      {
        first: `(await import('node:v8')).setFlagsFromString('--max-old-space-size=100');
          const all = []; for (;;) all.push(new Array(1e5).fill(1));`,
      },
      /ends the process that loaded it \(SIGABRT\): got FATAL ERROR: .*out of memory$/,
    ],
    [
      'throws when its layer is made',
      { members: "constructor(c) { super(c); throw new Error('no luck'); }" },
      /fails: Error: no luck$/,
    ],
    [
      'ends the process when its layer is made',
      { members: 'constructor(c) { super(c); process.exit(3); }' },
      /calls process\.exit\(3\)/,
    ],
    [
      'throws when its layer is built',
      { members: "build() { throw new Error('no luck'); }" },
      /fails: Error: no luck$/,
    ],
    ['throws when it is called', { value: 'x.nothing.there' }, /fails: TypeError: .*there/],
    ['throws a little later', { first: "Promise.reject(new Error('no luck'));" }, /fails: Error: no luck$/],
    [
      'has no layer of tfjs',
      { layer: 'class { x = 1 }' },
      /its layer is not a tfjs layer: expected a class that extends layers\.Layer/,
    ],
    [
      'has no name',
      { members: 'static className = undefined;', register: '' },
      /its layer has no name.*expected a static className of its own, such as static className = 'Mine', got nothing/,
    ],
    [
      "has the name of one of Rectified's",
      { members: "static className = 'RectifiedReLU';" },
      /the className of Rectified's ReLU, so a saved network .* own prefix, such as AcmeMine, got "RectifiedReLU"/,
    ],
    [
      'has a function for a layer',
      { layer: '() => tf.relu' },
      /its layer is not a tfjs layer: .*got the function/,
    ],
    [
      'is not registered',
      { register: '' },
      /could not be loaded again: .*registerClass.*got "AcmeMine", not registered/,
    ],
    ['changes the shape', { value: 'tf.concat([x, x], -1)' }, /expected the same shape, got \[2,8,8,8\]/],
    ['gives another type', { value: "tf.cast(x, 'int32')" }, /expected float32, got int32/],
    ['gives no tensor', { value: '[x, x]' }, /expected a tensor, got a list/],
    ['gives NaN', { value: 'tf.log(x)' }, /expected finite numbers .*got NaN/],
    ['gives NaN for 0', { value: 'tf.div(tf.square(x), x)' }, /its output is wrong .*got NaN for 0$/],
    [
      'has no finite gradient for 0',
      { value: 'tf.sqrt(tf.square(x))' },
      /its gradient is wrong .*: expected finite numbers .*got NaN for 0$/,
    ],
    [
      'has no finite gradient in inference',
      { value: 'kwargs.training ? tf.relu(x) : tf.sqrt(tf.square(x))' },
      /its gradient is wrong .*got NaN for 0$/,
    ],
    [
      'has a gradient of another shape',
      { first: gradient('tf.sum(dy)'), value: 'mine(x)' },
      /its gradient is wrong for an input of shape \[2,8,8,4\]: expected the same shape, got \[\]$/,
    ],
    [
      'has a gradient of another shape for another batch',
      { first: gradient('x.shape[0] === 2 ? dy : tf.sum(dy, 0)'), value: 'mine(x)' },
      /its gradient is wrong .* of shape \[3,8,8,4\]: expected the same shape, got \[8,8,4\]$/,
    ],
    [
      'has a gradient of another type',
      { first: gradient("tf.cast(dy, 'int32')"), value: 'mine(x)' },
      /its gradient is wrong: expected float32, got int32$/,
    ],
    [
      'has a gradient that is no tensor',
      { first: gradient('[1]'), value: 'mine(x)' },
      /its gradient is wrong: expected a tensor for each input of tf\.customGrad$/,
    ],
    ['keeps tensors', { value: 'tf.keep(tf.relu(x))' }, /leaks 2 tensors in two calls/],
    [
      'draws random numbers of its own',
      { value: 'tf.add(tf.relu(x), tf.randomNormal(x.shape))' },
      /cannot be repeated: the output differs from call to call in training: expected random numbers by a key alone/,
    ],
    [
      'makes a tensor while it loads',
      { first: 'const half = tf.scalar(0.5);', value: 'tf.maximum(tf.mul(half, x), x)' },
      /cannot be loaded: Error: .*backend/,
    ],
    [
      'uses the tensor of an earlier call',
      { first: 'let half;', value: '(half ??= tf.scalar(0.5), tf.maximum(tf.mul(half, x), x))' },
      /uses a tensor that is gone: .* expected tensors that are made in the call/,
    ],
    [
      'has no gradient',
      { value: 'tf.tensor(x.dataSync(), x.shape)' },
      /fails: Error: Cannot compute gradient/,
    ],
    [
      'takes options by a wrong name',
      {
        first: "import { LeakyReLU } from '@rectified/leaky-relu';",
        members: 'inner = new LeakyReLU({ alpha: 0.2 });',
      },
      /alpha: 0\.2 is divisor: 5$/,
    ],
  ])('%s', async (what, parts, message) => {
    const name = `${what.replaceAll(' ', '-')}.mjs`;
    const error = await load(write(name, parts)).catch((error) => error);
    expect(error).toMatchObject({ name: 'InputError', exitCode: 2, message: expect.stringMatching(message) });
    expect(error.message).toContain(join(directory, name));
    expect(error.message).not.toContain('\n');
  });

  it('does not let its process end, which is not waited for', async () => {
    const first = `
      process.on('exit', () => { if (/try-code/.test(process.argv[1])) for (;;) {} });
      throw new Error('no luck');`;
    const loading = load(write('lingers.mjs', { first }), 3600);
    await expect(loading).rejects.toThrow(/lingers\.mjs: cannot be loaded: Error: no luck/);
  });

  it('is a link that points back to itself', async () => {
    symlinkSync('itself.mjs', join(directory, 'itself.mjs'));
    await expect(load('./itself.mjs')).rejects.toThrow(/itself\.mjs: a link that points back to itself/);
  });

  it('repeats something without end, in TypeScript too', async () => {
    const error = await load(write('loops.ts', { first: 'for (;;) {}' }), 3).catch((error) => error);
    expect(error).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/loops\.ts: did not load.*within 3 seconds/),
    });
  });

  it.skipIf(process.platform === 'win32').each([
    ['ends with it', 'false'],
    ['is not waited for where it has left', 'true'],
  ])('starts another one, which holds its output: that %s', async (_, detached) => {
    const pids = join(directory, `pids-${detached}`);
    const first = `
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const { pid } = spawn('sleep', ['600'], { stdio: 'inherit', detached: ${detached} });
      writeFileSync(${JSON.stringify(pids)}, String(pid));
      for (;;) {}`;
    await expect(load(write(`starts-${detached}.mjs`, { first }), 5)).rejects.toThrow(/within 5 seconds/);
    const pid = Number(readFileSync(pids, 'utf8'));
    if (detached === 'true') process.kill(pid);
    else await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
  });

  it('is not blamed where this process is asked to stop meanwhile', async () => {
    const name = write('loops-on.mjs', { first: 'for (;;) {}' });
    const stop = new AbortController();
    const loading = loadActivation(name, { directory, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('stopped')), 500);
    await expect(loading).rejects.toThrow('stopped');
  });

  it('is not blamed for a signal to the whole group, be it that its own process sees it first', async () => {
    const about = join(directory, 'about-to-end');
    const name = write('killed.mjs', {
      first: `(await import('node:fs')).writeFileSync(${JSON.stringify(about)}, ''); process.kill(process.pid, 'SIGTERM'); for (;;) {}`,
    });
    const stop = new AbortController();
    const loading = loadActivation(name, { directory, signal: stop.signal });
    const stopping = vi
      .waitUntil(() => existsSync(about), { timeout: 60_000, interval: 10 })
      .then(() => stop.abort(new Error('stopped')));
    await expect(loading).rejects.toThrow(/stopped/);
    await stopping;
    const alone = loadActivation(name, { directory, signal: new AbortController().signal });
    await expect(alone).rejects.toThrow(/killed\.mjs: ends the process that loaded it \(SIGTERM\)/);
  });

  it('has a fault in a variant alone', async () => {
    const spec = write('variant.mjs', {
      layer: "Mine, variants: { bad: { title: 'Bad', config: { rate: 2 } } }",
      members: "constructor(c = {}) { super(c); if (c.rate) throw new Error('too much'); }",
    });
    expect((await load(spec)).title).toBe('Mine');
    await expect(load(`${spec}:bad`)).rejects.toThrow(/variant\.mjs: fails: Error: too much$/);
  });
});

describe('later, in the process that trains', () => {
  /** Behaves until it is asked not to. */
  const later = (what: string): Parts => ({ value: `globalThis.misbehaveNow ? ${what} : tf.relu(x)` });
  const call = async (name: string, what: string) => {
    const { layer } = await load(write(name, later(what)));
    Object.assign(globalThis, { misbehaveNow: true });
    try {
      (layer() as unknown as { call(x: unknown): void }).call(undefined);
      return undefined;
    } catch (error) {
      return error;
    } finally {
      Object.assign(globalThis, { misbehaveNow: false });
    }
  };

  it('it cannot end the process', async () => {
    expect(await call('exits-later.mjs', 'process.exit(0)')).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /exits-later\.mjs: calls process\.exit\(0\)\. Imported code must not end/,
      ),
    });
  });

  it('its errors can be told from others', async () => {
    const error = await call('throws-later.mjs', 'tf.relu(7n)');
    expect(blame(error)).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/throws-later\.mjs: fails: /),
    });
    const other = new Error('mine');
    expect(blame(other)).toBe(other);
    expect(blame('a text')).toBe('a text');
  });

  it.each([
    ['tf.concat([x, x], -1)', 'expected the same shape, got [2,8]'],
    ["tf.cast(x, 'int32')", 'expected float32, got int32'],
    ['[x, x]', 'expected a tensor, got a list'],
  ])('it cannot give something else than it did: %s', async (value, text) => {
    const { layer } = await load(write(`shapes-${text.length}.mjs`, later(value)));
    const made = layer();
    await chooseBackend({ backend: 'cpu' });
    const x = tf.zeros([2, 4]);
    expect((made.apply([x]) as tf.Tensor).shape).toEqual([2, 4]);
    Object.assign(globalThis, { misbehaveNow: true });
    try {
      expect(() => made.apply(x)).toThrow(`.mjs: its output is wrong for an input of shape [2,4]: ${text}`);
    } finally {
      Object.assign(globalThis, { misbehaveNow: false });
    }
  });

  it('its gradients can be told from others', async () => {
    const first = gradient('globalThis.misbehaveNow ? tf.sum(dy) : dy');
    const { layer } = await load(write('gradient-later.mjs', { first, value: 'mine(x)' }));
    await chooseBackend({ backend: 'cpu' });
    const made = layer();
    const slopes = () => tf.grad((x) => made.apply(x) as tf.Tensor)(tf.ones([2, 4]));
    expect(slopes().shape).toEqual([2, 4]);
    Object.assign(globalThis, { misbehaveNow: true });
    try {
      slopes();
      expect.unreachable();
    } catch (error) {
      expect(blame(error)).toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          /gradient-later\.mjs.*: its gradient is wrong for an input of shape \[2,4\]: expected the same shape, got \[\]$/,
        ),
      });
    } finally {
      Object.assign(globalThis, { misbehaveNow: false });
    }
  });

  it('what it prints goes to stderr', async () => {
    const parts = later("(process.stdout.write('to stdout\\n'), tf.relu(x))");
    const name = write('prints.mjs', { first: "console.log('loads');", ...parts });
    expect(inProcess(name)).toMatchObject({ status: 0, stdout: 'result\n', stderr: 'loads\nto stdout\n' });
  });

  it('it cannot wait for ever', async () => {
    const first = 'if (process.channel === undefined) await new Promise(() => {});';
    const { stderr } = inProcess(write('waits-later.mjs', { first }));
    expect(stderr).toMatch(/waits-later\.mjs: waits at its top level for something that never happens/);
  });

  it('it cannot end the process in a timer', async () => {
    const name = write('timer.mjs', later('(setTimeout(() => process.exit(0)), tf.relu(x))'));
    const { status, stderr } = inProcess(name);
    expect(stderr).toMatch(/^rectified: \S+timer\.mjs: calls process\.exit\(0\)[^\n]*\n$/);
    expect(status).toBe(2);
  });
});

/** Calls the layer of a module in a program of its own. */
function inProcess(name: string) {
  const program = `
    import { loadActivation } from ${JSON.stringify(source('index.ts'))};
    const { layer } = await loadActivation(${JSON.stringify(name)}, { directory: ${JSON.stringify(directory)} });
    globalThis.misbehaveNow = true;
    try { layer().call(undefined); } catch {}
    console.log('result');`;
  return runProgram(program);
}

const source = (name: string) => pathToFileURL(join(import.meta.dirname, '../src', name)).href;

function runProgram(program: string, env: NodeJS.ProcessEnv = process.env) {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const flags = ['--conditions=@rectified/source', '--import', tsx, '--input-type=module', '-e', program];
  return spawnSync(process.execPath, flags, { encoding: 'utf8', env });
}

it('runs no code that another user may have left in the folder for temporary files', async () => {
  const shared = join(directory, 'shared-tmp');
  mkdirSync(join(shared, 'jiti'), { recursive: true });
  const file = join(directory, 'compiled.ts');
  writeFileSync(file, 'export const name: string = "mine"; export default { name };');
  // What jiti itself would put there, poisoned: its last line says which text it was compiled from.
  const poison = join(directory, 'poison.mjs');
  const jiti = pathToFileURL(createRequire(import.meta.url).resolve('jiti')).href;
  writeFileSync(
    poison,
    `import { createJiti } from ${JSON.stringify(jiti)};
     import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
     const folder = ${JSON.stringify(join(shared, 'jiti'))};
     await createJiti(${JSON.stringify(directory)}, { fsCache: folder }).import(${JSON.stringify(file)});
     for (const name of readdirSync(folder)) {
       const text = readFileSync(folder + '/' + name, 'utf8');
       writeFileSync(folder + '/' + name, "console.error('POISON');" + text);
     }`,
  );
  execFileSync(process.execPath, [poison]);
  const { stdout, stderr } = runProgram(
    `import { importCode } from ${JSON.stringify(source('import-code.ts'))};
     await importCode('activation', ${JSON.stringify(file)}, 'compiled').catch((error) => console.log(error.message));`,
    { ...process.env, TMPDIR: shared, JITI_FS_CACHE: 'true' },
  );
  expect(stdout).toContain('exports no activation');
  expect(stdout + stderr).not.toContain('POISON');
});

it.each([
  ['10,000 operations deep', 'let y = x; for (let i = 0; i < 10_000; i++) y = neg(y); return y;'],
  [
    'of 2^60 parts, of which 60 are different',
    'let y = x; for (let i = 0; i < 60; i++) y = add(y, y); return y;',
  ],
])('refuses a formula %s', async (_, body) => {
  const file = `endless-${body.includes('neg') ? 'deep' : 'shared'}.mjs`;
  writeFileSync(
    join(directory, file),
    `import { activation, add, neg } from '@rectified/activation';
export default activation({
  name: 'endless', title: 'Endless', className: 'AcmeEndless',
  paper: { title: 'A test', authors: ['Nobody'], year: 2026 },
  formula: ({ x }) => { ${body} },
});
`,
  );
  await expect(load(`./${file}`)).rejects.toThrow(
    `${join(directory, file)}: a formula that is too large: expected at most 10000 parts`,
  );
});
