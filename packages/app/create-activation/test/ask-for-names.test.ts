import { resolve } from 'node:path';
import { isCancel, text } from '@clack/prompts';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { askForNames, main } from '../src/index.js';

vi.mock(import('@clack/prompts'), async (original) => ({
  ...(await original()),
  ...{ intro: vi.fn(), cancel: vi.fn(), text: vi.fn(), isCancel: vi.fn() as never },
}));
const asked = () => vi.mocked(text).mock.calls.map(([options]) => options);

beforeEach(() => {
  vi.mocked(text).mockReset();
  vi.mocked(isCancel).mockImplementation(((value: unknown) => typeof value === 'symbol') as never);
});

it('asks for a name and a title', async () => {
  vi.mocked(text).mockResolvedValueOnce('@acme/mish').mockResolvedValueOnce('MISH');
  expect(await askForNames()).toMatchObject({ package: '@acme/mish', title: 'MISH', className: 'AcmeMish' });
  expect(asked()).toMatchObject([{ placeholder: '@acme/hard-swish' }, { initialValue: 'Mish' }]);
});

it('refuses an answer at once, and says why', async () => {
  vi.mocked(text).mockResolvedValueOnce('mish').mockResolvedValueOnce('Mish');
  await askForNames({ scope: 'rectified' });
  const [name, title] = asked().map(({ validate }) => validate as (answer?: string) => string | undefined);
  expect(name!('Mish')).toMatch(/expected lower case/);
  expect(name!(undefined)).toMatch(/expected lower case/);
  expect(name!('mish')).toBeUndefined();
  expect(title!('a|b')).toMatch(/title of an activation/);
});

it('refuses a name that is taken before it asks for a title', async () => {
  const before = [process.stdin.isTTY, process.stdout.isTTY];
  onTestFinished(() => {
    [process.stdin.isTTY, process.stdout.isTTY] = before as [true, true];
  });
  [process.stdin.isTTY, process.stdout.isTTY] = [true, true];
  vi.mocked(text).mockResolvedValueOnce(Symbol('cancel') as never);
  const into = resolve(import.meta.dirname, '..');
  expect(await main(['--into', into])).toBe(1);
  const { validate } = asked()[0] as { validate: (answer: string) => string | undefined };
  expect(validate('@acme/template')).toBe(
    `${resolve(into, 'template')}: exists already. Choose another name, or remove it first`,
  );
  expect(validate('@acme/swish')).toBeUndefined();
});

it.each([0, 1])('makes nothing where the person leaves at question %i', async (question) => {
  if (question === 1) vi.mocked(text).mockResolvedValueOnce('mish');
  vi.mocked(text).mockResolvedValueOnce(Symbol('cancel') as never);
  expect(await askForNames()).toBeUndefined();
});

it('makes nothing where the input ends, as by Ctrl-D', async () => {
  vi.mocked(text).mockImplementationOnce(
    ({ signal }) =>
      new Promise((resolve) => signal!.addEventListener('abort', () => resolve(Symbol('cancel') as never))),
  );
  const before = process.listeners('beforeExit');
  const asked = askForNames();
  const [ours] = process.listeners('beforeExit').filter((listener) => !before.includes(listener));
  ours!(0);
  expect(await asked).toBeUndefined();
  expect(process.listeners('beforeExit')).toEqual(before);
});

it('leaves the prompt, and only then ends as it was asked to', async () => {
  const order: string[] = [];
  vi.mocked(text).mockImplementationOnce(
    ({ signal }) =>
      new Promise((resolve) =>
        signal!.addEventListener('abort', () => {
          order.push('left');
          resolve(Symbol('cancel') as never);
        }),
      ),
  );
  const kill = vi.spyOn(process, 'kill').mockImplementation((_, signal) => {
    order.push(String(signal));
    return true;
  });
  const before = process.listeners('SIGHUP');
  const asked = askForNames();
  const [ours] = process.listeners('SIGHUP').filter((listener) => !before.includes(listener));
  ours!('SIGHUP');
  await expect(asked).rejects.toThrow('stopped by SIGHUP');
  kill.mockRestore();
  expect(order).toEqual(['left', 'SIGHUP']);
  expect(process.listeners('SIGHUP')).toEqual(before);
});
