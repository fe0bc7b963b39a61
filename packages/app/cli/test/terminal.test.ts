import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { smallCifar, temporaryFolder } from '@rectified/testing/files';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = resolve(import.meta.dirname, '../bin/rectified.js');
const built = existsSync(resolve(import.meta.dirname, '../dist/run.js'));
const harness = resolve(import.meta.dirname, 'on-terminal.py');
const CTRL_C = '3';

const directory = temporaryFolder(afterAll);
let endless: string[];
beforeAll(() => {
  const data = smallCifar(join(directory, 'cifar'));
  endless = ['--data', data, '--width', '0.05', '--batch', '10', '--epochs', '99999'];
});

interface Seen {
  /** Negative where a signal ended it. */
  code: number;
  shown: string;
}

/** Runs the command on a terminal, as {@link harness} describes. */
async function onTerminal(
  argv: readonly string[],
  { columns = 80, at = 'epoch 2:', action = 'wait', environment = {} as Record<string, string> },
): Promise<Seen> {
  const { CI: _, NO_COLOR: __, ...inherited } = process.env;
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await promisify(execFile)(
    'python3',
    [harness, String(columns), at, action, 'env', ...settings, process.execPath, bin, ...argv],
    { env: { ...inherited, TERM: 'xterm' } },
  );
  return JSON.parse(stdout);
}

function statusOf(run: string): string {
  return JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')).status;
}

/** Python can make terminals; Node cannot. */
function canMakeTerminals(): boolean {
  try {
    execFileSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!built || !canMakeTerminals())('on a terminal (npm run build; python3)', () => {
  it('saves and ends where the terminal goes away', async () => {
    const out = join(directory, 'gone');
    const { code } = await onTerminal(['train', ...endless, '--out', out], { action: 'close' });
    expect(code).toBe(129);
    expect(statusOf(out)).toBe('interrupted');
    expect(existsSync(join(out, 'running.json'))).toBe(false);
  });

  it('children save, too', async () => {
    const out = join(directory, 'gone-all');
    const argv = ['compare', ...endless, '--activations', 'relu,prelu', '--jobs', '2', '--out', out];
    const { code } = await onTerminal(argv, { action: 'close', at: 'epoch 1:' });
    expect(code).toBe(129);
    for (const arm of ['relu', 'prelu']) {
      const run = join(out, arm, 'seed-1');
      if (existsSync(run)) expect(statusOf(run)).toBe('interrupted');
    }
  });

  it('under nohup training goes on where the terminal has gone', async () => {
    const out = join(directory, 'nohup');
    const argv = ['train', ...endless, '--epochs', '40', '--out', out];
    const { code } = await onTerminal(argv, { action: 'close', environment: { _: '/usr/bin/nohup' } });
    expect(statusOf(out)).toBe('finished');
    expect(code).toBe(1); // the result could not be written
  });

  it.each([
    ['one Ctrl-C', CTRL_C],
    ['two', `${CTRL_C},${CTRL_C}@Ctrl-C again`],
  ])('%s: the cursor and the wrapping of lines are as they were', async (_, action) => {
    const out = join(directory, `keys-${action.length}`);
    const { code, shown } = await onTerminal(['train', ...endless, '--out', out], { action });
    expect(code).toBe(130);
    expect(shown).toMatch(/█|░/);
    expect(shown).toContain('stopping ... (Ctrl-C again stops at once)');
    // Neither is ever changed, so that a process killed by force leaves them alone, too.
    for (const change of ['\u001b[?25l', '\u001b[?7l']) expect(shown).not.toContain(change);
  });

  it.each([80, 40])('at %d columns bars fit, and what is said is whole', async (columns) => {
    const out = join(directory, `columns-${columns}`);
    const argv = ['train', ...endless, '--out', out];
    const { code, shown } = await onTerminal(argv, { columns, action: CTRL_C });
    expect(code).toBe(130);
    // The terminal itself writes ^C behind whatever it has just shown.
    const drawn = shown.replaceAll('^C', '');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they separate what is drawn
    const lines = drawn.split(/\r\n|\r|\u001b\[\d*[A-HJK]/);
    const bars = lines.filter((line) => /[█░]/.test(line));
    expect(bars.length).toBeGreaterThan(0);
    for (const bar of bars) expect(stringWidth(bar)).toBeLessThan(columns);
    expect(shown).toMatch(/rrelu: epoch 1: train error .*, test error \d+\.\d\d %\r\n/);
    expect(shown).toContain(`train ${endless.join(' ')} --out ${out}\r\n`);
  });

  it.each(['TERM=dumb', 'NO_COLOR=1', 'CI=true'])('%s: plain lines', async (setting) => {
    const [name, value] = setting.split('=') as [string, string];
    const argv = ['train', ...endless, '--epochs', '1', '--out', join(directory, name)];
    const { code, shown } = await onTerminal(argv, { environment: { [name]: value } });
    expect(code).toBe(0);
    expect(shown).toMatch(/rrelu: epoch 1: train error/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(shown).not.toMatch(/[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]/);
  });
});
