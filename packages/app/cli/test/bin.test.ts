import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { smallCifar } from './small-cifar.js';

const bin = resolve(import.meta.dirname, '../bin/rectified.js');
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
): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...argv]);
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
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
    expect(stderr).toBe('rectified: --epochs: expected a whole number of at least 1, got -1\n');
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

  it('train: Ctrl-C saves and says how to go on', async () => {
    const out = join(directory, 'train');
    const { code, stdout, stderr } = await rectified(
      ['train', ...endless, '--out', out, '--json'],
      signalAt(/: epoch 1:/, 'SIGINT'),
    );
    expect(code).toBe(130);
    expect(JSON.parse(stdout).result.status).toBe('interrupted');
    expect(stderr).toContain(`to go on:\n  rectified train ${endless.join(' ')} --out ${out} --json\n`);
    expect(existsSync(join(out, 'checkpoint', 'weights.bin'))).toBe(true);
  });

  it('compare: Ctrl-C reaches the children, which save', async () => {
    const out = join(directory, 'compare');
    const argv = ['compare', ...endless, '--activations', 'relu,rrelu', '--jobs', '2', '--out', out];
    const { code, stderr } = await rectified(argv, signalAt(/epoch 1:[\s\S]*epoch 1:/, 'SIGINT'));
    expect(code).toBe(130);
    expect(stderr).toMatch(/to go on:\n {2}rectified compare /);
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
    expect(stderr).not.toMatch(/to go on/);
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
});

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
