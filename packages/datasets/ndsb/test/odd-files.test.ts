import { execFileSync } from 'node:child_process';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { BadImagesError, openNdsb, openNdsbTest, readNdsbSplit } from '../src/index.js';
import { inTrain, jpeg, plankton, tar, temporaryFolder, write, zip } from './fixtures.js';

/** Everything here is of POSIX systems. */
const posix = describe.skipIf(process.platform === 'win32');

const whole = await jpeg(9);

/** What opening says of the images in a folder, of each fault by name; and how many are left with `skipBad`. */
async function faultsOf(data: string) {
  const options = { cache: await temporaryFolder(), side: 8 };
  const error = await openNdsb(data, options).catch((error) => error);
  expect(error).toBeInstanceOf(BadImagesError);
  const { all, skipped } = await openNdsb(data, { ...options, skipBad: true });
  expect(skipped).toEqual(error.faults);
  const faults = Object.fromEntries((error as BadImagesError).faults.map(({ file, what }) => [file, what]));
  return { faults, left: all.size, message: error.message as string };
}

posix('what is no file among the images', () => {
  it.each([
    ['a link to itself', (at: string) => symlink('odd.jpg', at), 'a link that leads to itself'],
    ['a link that leads nowhere', (at: string) => symlink('no/such.jpg', at), 'a link that leads nowhere'],
    ['a link through a file', (at: string) => symlink('30.jpg/x.jpg', at), 'a link that leads nowhere'],
    ['a pipe', async (at: string) => void execFileSync('mkfifo', [at]), 'a pipe, not a file'],
    ['a device', (at: string) => symlink('/dev/zero', at), 'a device, not a file'],
  ] as [string, (at: string) => Promise<unknown>, string][])(
    '%s is a fault that can be passed over',
    async (_, make, what) => {
      const data = await write(await temporaryFolder(), plankton);
      await make(join(data, 'amphipods/odd.jpg'));
      expect(await faultsOf(data)).toMatchObject({ faults: { 'amphipods/odd.jpg': what }, left: 131 });
    },
  );

  it('a socket is a fault', async () => {
    const data = await write(await temporaryFolder(), plankton);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(data, 'amphipods/odd.jpg'), resolve));
    const { faults } = await faultsOf(data);
    server.close();
    expect(faults).toEqual({ 'amphipods/odd.jpg': 'a socket, not a file' });
  });

  it('a link to a folder above is not followed', async () => {
    const data = await write(await temporaryFolder(), plankton);
    await symlink('..', join(data, 'amphipods/up'));
    await symlink('.', join(data, 'heteropod/here'));
    expect(await faultsOf(data)).toMatchObject({
      faults: {
        'amphipods/up/': 'a link to a folder that contains it',
        'heteropod/here/': 'a link to a folder that contains it',
      },
      left: 131,
    });
  });

  it('a class folder may be a link', async () => {
    const data = await write(await temporaryFolder(), plankton);
    const elsewhere = join(await temporaryFolder(), 'x');
    await rename(join(data, 'amphipods'), elsewhere);
    await symlink(elsewhere, join(data, 'amphipods'));
    const { all } = await openNdsb(data, { cache: await temporaryFolder(), side: 8 });
    expect(all.size).toBe(131);
  });

  it.skipIf(process.platform === 'darwin')('a name that is not UTF-8 is a fault', async () => {
    const data = await write(await temporaryFolder(), plankton);
    const name = Buffer.concat([Buffer.from(join(data, 'amphipods/x')), Buffer.from([0xff, 0xe9])]);
    await writeFile(name, whole);
    expect(await faultsOf(data)).toMatchObject({
      faults: { 'amphipods/x\\xff\\xe9': 'its name is not UTF-8' },
      left: 131,
    });
  });

  it('a name with control characters is a fault, and does not control the terminal', async () => {
    const data = await write(await temporaryFolder(), plankton);
    for (const name of ['\u001b]0;x\u0007.jpg', 'a\nb.jpg', 'a\tb.jpg', '\u202egpj.jpg'])
      await writeFile(join(data, 'amphipods', name), whole);
    await mkdir(join(data, '\u001b[2J'));
    await writeFile(join(data, '\u001b[2J/1.jpg'), whole);
    const { faults, left, message } = await faultsOf(data);
    expect([Object.keys(faults).length, left]).toEqual([5, 131]);
    expect(new Set(Object.values(faults))).toEqual(new Set(['control characters in its name']));
    expect(message).toContain('\n  amphipods/\\u001b]0;x\\u0007.jpg: control characters in its name');
    expect(message).toContain('\n  amphipods/\\u202egpj.jpg: ');
    for (const character of '\u001b\u0007\t\u202e') expect(message).not.toContain(character);
  });

  it.each(['train', 'train.zip', ''])('a pipe in the place of %j is not opened', async (name) => {
    const folder = await temporaryFolder();
    const pipe = join(folder, name === '' ? 'x' : name);
    execFileSync('mkfifo', [pipe]);
    const opening = openNdsb(name === '' ? pipe : folder, { cache: await temporaryFolder() });
    const error = await opening.catch((error) => error);
    expect(error).toBeInstanceOf(DatasetError);
    expect(error.message).toContain('neither a folder nor a file: expected the folder with the images');
    if (name === '') await expect(readNdsbSplit(pipe)).rejects.toThrow('the split cannot be read');
  });

  it('a device is no archive', async () => {
    await expect(openNdsb('/dev/zero', { cache: await temporaryFolder() })).rejects.toThrow('got a device');
  });

  it('links and pipes in a .tar are faults', async () => {
    const folder = await write(await temporaryFolder(), plankton);
    await symlink('30.jpg', join(folder, 'amphipods/link.jpg'));
    execFileSync('mkfifo', [join(folder, 'amphipods/pipe.jpg')]);
    const file = join(await temporaryFolder(), 'train.tar');
    execFileSync('tar', ['-C', folder, '-cf', file, '.']);
    expect(await faultsOf(file)).toMatchObject({
      faults: {
        'amphipods/link.jpg': 'a link in an archive, which is not followed',
        'amphipods/pipe.jpg': 'a pipe, not a file',
      },
      left: 131,
    });
  });
});

describe('files that are no single image of a sensible size', () => {
  it('are faults', async () => {
    const blank = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: 'white' } });
    const frames = await sharp(
      await Promise.all([blank(9, 9).png().toBuffer(), blank(9, 9).negate().png().toBuffer()]),
      { join: { animated: true } },
    )
      .gif()
      .toBuffer();
    const data = await write(await temporaryFolder(), {
      ...plankton,
      'amphipods/bomb.png': await blank(5000, 4000).toColourspace('b-w').png().toBuffer(),
      'amphipods/film.gif': frames,
      'amphipods/large.jpg': Buffer.alloc(2 ** 26 + 1),
      'amphipods/line.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'amphipods/more.zip': await zip({ '1.jpg': whole }),
    });
    const { faults } = await faultsOf(data);
    expect(faults).toEqual({
      'amphipods/bomb.png': '5000 x 4000 pixels, too many',
      'amphipods/film.gif': '2 images in one file',
      'amphipods/large.jpg': '67,108,865 bytes, too many for an image',
      'amphipods/line.svg': 'an image of the format svg',
      'amphipods/more.zip': 'an archive: unpack it',
    });
  });
});

describe('an archive of archives', () => {
  it('without the images that are asked for is an error that says so', async () => {
    const file = join(await temporaryFolder(), 'datasciencebowl.zip');
    await writeFile(file, await zip({ 'test.zip': await zip({ 'test/1.jpg': whole }) }));
    const cache = await temporaryFolder();
    await expect(openNdsb(file, { cache })).rejects.toThrow(
      /the train images are not in this archive: expected train.zip in it, got test.zip/,
    );
    expect((await openNdsbTest(file, { cache })).files).toEqual(['1.jpg']);
  });

  it('of which one is damaged is an error that names it', async () => {
    const file = join(await temporaryFolder(), 'all.zip');
    await writeFile(file, await zip({ 'train.zip': (await zip(inTrain(plankton))).subarray(0, 5000) }));
    await expect(openNdsb(file, { cache: await temporaryFolder() })).rejects.toThrow(
      'cannot be read as an archive',
    );
    await writeFile(file, await zip({ 'train.zip': Buffer.from('<!doctype html>') }));
    await expect(openNdsb(file, { cache: await temporaryFolder() })).rejects.toThrow(
      /all.zip.train.zip: cannot be read as an archive: .*got another kind of file/,
    );
  });

  it('may hold both parts as folders', async () => {
    const folder = await temporaryFolder();
    const both = { ...inTrain(plankton), 'test/1.jpg': whole };
    await writeFile(join(folder, 'a.zip'), await zip(both));
    await writeFile(join(folder, 'a.tar'), await tar(both));
    for (const name of ['a.zip', 'a.tar'])
      expect((await openNdsbTest(join(folder, name), { cache: await temporaryFolder() })).files).toEqual([
        '1.jpg',
      ]);
  });
});
