import { expect, it } from 'vitest';
import { activationNames } from '../src/index.js';

it('names everything by the name of the package', () => {
  expect(activationNames('@acme-labs/hard-swish')).toEqual({
    package: '@acme-labs/hard-swish',
    activation: 'hard-swish',
    op: 'hardSwish',
    layer: 'HardSwish',
    className: 'AcmeLabsHardSwish',
    title: 'Hard swish',
  });
  expect(activationNames('relu6', { scope: 'rectified', title: ' ReLU6 ' })).toMatchObject({
    ...{ package: '@rectified/relu6', className: 'RectifiedRelu6', title: 'ReLU6' },
  });
  expect(activationNames('mish').className).toBe('MyMish');
  expect(activationNames('@4you/mish').className).toBe('MyMish');
  expect(activationNames('my-bump').className).toBe('MyBump');
  expect(activationNames('mylar').className).toBe('MyMylar');
  expect(activationNames('@acme/acme-bump').className).toBe('AcmeBump');
});

it.each([
  ['Mish', /expected lower case with hyphens \(hard-swish\), got "Mish"$/],
  ['mish_2', /got "mish_2"$/],
  ['../mish', /got "..\/mish"$/],
  ['@acme/', /got ""$/],
  ['@acme/a/b', /got "a\/b"$/],
  ['new', /cannot be called new and New in TypeScript/],
  ['infinity', /Choose another name$/],
  ['array', /Choose another name$/],
  ['tf', /Choose another name$/],
  ['layer', /cannot be called layer and Layer/],
  ['index', /Choose another name$/],
  ['con', /Windows has no folder "con"/],
  ['x'.repeat(300), /expected at most 100 characters, got 300$/],
  [`@${'x'.repeat(250)}/mish`, /expected at most 214 characters, got 256$/],
  ['fs', /Node has a module "fs" of its own\. Choose another name$/],
])('refuses the name %.20s', (name, message) => {
  expect(() => activationNames(name)).toThrow(message);
});

it.each(["Bob's", 'a\nb', '', 'a|b', '`a`', '*/ evil', '# a', '{@link a}', 'x'.repeat(61)])(
  'refuses the title %j',
  (title) => {
    expect(() => activationNames('mish', { title })).toThrow(
      /^title of an activation: expected up to 60 characters/,
    );
  },
);
