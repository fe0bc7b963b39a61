import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadBackends } from '@rectified/backend';
import { smallCifar } from '@rectified/testing/files';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const bin = resolve(import.meta.dirname, '../bin/rectified.js');
const tensorFlow = (await loadBackends()).includes('tensorflow');
const built = existsSync(resolve(import.meta.dirname, '../dist/index.js'));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the command as a user does; `onStderr` sees all that it wrote so far. */
function rectified(
  argv: readonly string[],
  onStderr?: (text: string, child: ChildProcess) => void,
  options: { detached?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const written = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (text) => {
    written.stdout += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text) => {
    written.stderr += text;
    onStderr?.(written.stderr, child);
  });
  return new Promise((ended) => child.on('close', (code) => ended({ code, ...written })));
}

/** Sends a signal as soon as the program has written `what`. */
function signalAt(what: RegExp, signal: NodeJS.Signals): (text: string, child: ChildProcess) => void {
  let sent = false;
  return (text, child) => {
    if (sent || !what.test(text)) return;
    sent = true;
    child.kill(signal);
  };
}

describe.skipIf(!built)('the built command (npm run build)', () => {
  let directory: string;
  let endless: string[];
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'bin-'));
    endless = [
      '--data',
      smallCifar(join(directory, 'cifar')),
      '--width',
      '0.05',
      '--batch',
      '10',
      '--epochs',
      '9999',
    ];
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('writes one JSON document', async () => {
    const { code, stdout } = await rectified(['datasets', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)[0].name).toBe('cifar10');
  });

  it('exits with 2 on wrong input, without a stack', async () => {
    const { code, stdout, stderr } = await rectified(['train', '--epochs', '-1']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('rectified: --epochs: expected a whole number from 1, got -1\n');
  });

  it('a reader that leaves is no error', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" "${bin}" datasets --help | true`]);
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    await new Promise((ended) => child.on('close', ended));
    expect(stderr).toBe('');
  });

  it.skipIf(process.platform === 'win32')('a result that is cut short is one', () => {
    const file = join(directory, 'cut.json');
    // As on a disk that fills up; in units of 512 or 1024 bytes, of some 20,000.
    const command = `ulimit -f 4; "${process.execPath}" "${bin}" activations --json > "${file}"`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'rectified: stdout: the file would be larger than allowed. Raise the limit (`ulimit -f`)\n',
    });
    expect(readFileSync(file, 'utf8')).toMatch(/^\[/);
  });

  const engines = tensorFlow ? ['eager', 'compiled'] : ['eager'];
  it.each(engines)('train: Ctrl-C saves and says how to resume (--engine %s)', async (engine) => {
    const options = ['--engine', engine];
    const out = join(directory, `train-${engine}`);
    const { code, stdout, stderr } = await rectified(
      ['train', ...endless, '--out', out, '--json', ...options],
      signalAt(/: epoch 1:/, 'SIGINT'),
    );
    expect(code).toBe(130);
    expect(JSON.parse(stdout).result.status).toBe('interrupted');
    expect(stderr).toContain(
      `to resume:\n  npx rectified train ${endless.join(' ')} --out ${out} --json --engine ${engine}\n`,
    );
    expect(existsSync(join(out, 'checkpoint', 'weights.bin'))).toBe(true);
  });

  it('compare: Ctrl-C reaches the children, which save', async () => {
    const out = join(directory, 'compare');
    const argv = ['compare', ...endless, '--activations', 'relu,rrelu', '--jobs', '2', '--out', out];
    const { code, stderr } = await rectified(argv, signalAt(/epoch 1:[\s\S]*epoch 1:/, 'SIGINT'));
    expect(code).toBe(130);
    expect(stderr).toMatch(/to resume:\n {2}npx rectified compare /);
    for (const arm of ['relu', 'rrelu']) {
      const result = JSON.parse(readFileSync(join(out, arm, 'seed-1', 'result.json'), 'utf8'));
      expect(result.status).toBe('interrupted');
      expect(claimOf(join(out, arm, 'seed-1'))).toHaveProperty('released');
    }
  });

  it('compare: a second Ctrl-C ends the children at once', async () => {
    const out = join(directory, 'twice');
    // Steps so long that the child is still in one when the second signal comes.
    const long = [...endless, '--width', '0.5', '--batch', '50'];
    const first = signalAt(/backend: /, 'SIGINT');
    const second = signalAt(/Ctrl-C again/, 'SIGINT');
    const { code, stderr } = await rectified(
      ['compare', ...long, '--activations', 'relu', '--out', out],
      (text, child) => {
        first(text, child);
        second(text, child);
      },
    );
    expect(stderr).not.toMatch(/to resume/);
    expect(code).toBe(130);
    await vi.waitFor(() => expect(alive(join(out, 'relu', 'seed-1'))).toBe(false), 20_000);
  });

  it('compare: where the parent is killed, the children save and end', async () => {
    const out = join(directory, 'killed');
    const argv = ['compare', ...endless, '--activations', 'relu', '--out', out];
    await rectified(argv, signalAt(/epoch 1:/, 'SIGKILL'));
    const run = join(out, 'relu', 'seed-1');
    await vi.waitFor(() => expect(existsSync(join(run, 'result.json'))).toBe(true), 20_000);
    expect(JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')).status).toBe('interrupted');
    await vi.waitFor(() => expect(alive(run)).toBe(false), 20_000);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'train: %s saves like Ctrl-C, also where it comes twice',
    async (signal) => {
      const out = join(directory, `train-${signal}`);
      const once = signalAt(/: epoch 1:/, signal);
      const again = signalAt(/stopping/, signal);
      const { code, stderr } = await rectified(['train', ...endless, '--out', out], (text, child) => {
        once(text, child);
        again(text, child);
      });
      expect(code).toBe(signal === 'SIGTERM' ? 143 : 129);
      expect(statusOf(out)).toBe('interrupted');
      expect(stderr).toMatch(/to resume:\n/);
    },
  );

  it.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    'compare: %s to the whole group, as a supervisor or a terminal sends it: all save',
    async (signal) => {
      const out = join(directory, `group-${signal}`);
      const argv = ['compare', ...endless, '--activations', 'relu,rrelu', '--jobs', '2', '--out', out];
      let sent = false;
      const { code, stderr } = await rectified(
        argv,
        (text, child) => {
          if (sent || !/epoch 1:[\s\S]*epoch 1:/.test(text)) return;
          sent = true;
          process.kill(-child.pid!, signal);
        },
        { detached: true },
      );
      expect(code).toBe({ SIGTERM: 143, SIGHUP: 129, SIGINT: 130 }[signal]);
      expect(stderr).toMatch(/to resume:\n.*compare /);
      expect(stderr).not.toMatch(/crashed/);
      for (const arm of ['relu', 'rrelu']) {
        expect(statusOf(join(out, arm, 'seed-1'))).toBe('interrupted');
        expect(existsSync(join(out, arm, 'seed-1', 'running.json'))).toBe(false);
      }
    },
  );

  it('under nohup SIGHUP does nothing', async () => {
    const out = join(directory, 'nohup');
    const { code } = await rectified(
      ['train', ...endless, '--epochs', '3', '--out', out],
      signalAt(/: epoch 1:/, 'SIGHUP'),
      { env: { ...process.env, _: '/usr/bin/nohup' } },
    );
    expect(code).toBe(0);
    expect(statusOf(out)).toBe('finished');
  });

  it
    .skipIf(process.platform === 'win32')
    .each<[name: string, redirection: string, code: string]>([
      ['train', '2>&1 | head -n 1', '0'],
      ['train', '2>&1 | true', '0'],
      ['train', '>/dev/null 2>&-', '0'],
      ['compare', '2>&1 | head -n 1', '0'],
      ...(existsSync('/dev/full')
        ? [['train', '>/dev/full 2>/dev/full', '1'] as [string, string, string]]
        : []),
    ])('%s %s goes on to the end', async (name, redirection, code) => {
    const out = join(directory, `output-${name}-${redirection.replace(/\W+/g, '-')}`);
    const arms = name === 'compare' ? ['--activations', 'relu'] : ['--activation', 'relu'];
    const argv = [name, ...endless, '--epochs', '3', ...arms, '--out', out];
    const script = `{ "$@"; echo $? > "${out}.code"; } ${redirection}`;
    const child = spawn('sh', ['-c', script, 'sh', process.execPath, bin, ...argv], { stdio: 'ignore' });
    await new Promise((ended) => child.on('close', ended));
    // The shell waits for the last command of a pipeline alone.
    await vi.waitFor(() => expect(readFileSync(`${out}.code`, 'utf8')).toBe(`${code}\n`), 60_000);
    expect(statusOf(name === 'compare' ? join(out, 'relu', 'seed-1') : out)).toBe('finished');
  });

  it.runIf(existsSync('/dev/full'))(
    'a result that could not be written is exit code 1, with a reason',
    async () => {
      const child = spawn('sh', ['-c', `"${process.execPath}" "${bin}" datasets > /dev/full`]);
      let stderr = '';
      child.stderr.on('data', (text) => {
        stderr += text;
      });
      expect(await new Promise((ended) => child.on('close', ended))).toBe(1);
      expect(stderr).toMatch(/^rectified: stdout: the disk is full/);
    },
  );

  it('what an activation prints does not spoil the result', async () => {
    const file = join(directory, 'chatty.mjs');
    const out = join(directory, 'chatty');
    const relu = resolve(import.meta.dirname, '../../../activations/relu/dist/index.js');
    writeFileSync(file, `console.log('hello');\nexport { default } from ${JSON.stringify(relu)};\n`);
    const argv = ['train', ...endless, '--epochs', '1', '--activation', file, '--out', out, '--json'];
    const { stdout, stderr } = await rectified(argv);
    expect(stderr).toMatch(/hello/);
    expect(JSON.parse(stdout)).toHaveProperty('result');
  });
});

function statusOf(run: string): string {
  return JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')).status;
}

/** What the last process that wrote a run says of itself. */
function claimOf(run: string): { pid: number; released?: string } {
  const file = readdirSync(run).find((name) => /^claim\.\d+\.json$/.test(name))!;
  return JSON.parse(readFileSync(join(run, file), 'utf8'));
}

/** Whether the process that writes a run lives. */
function alive(run: string): boolean {
  try {
    const { pid, released } = claimOf(run);
    return released === undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
