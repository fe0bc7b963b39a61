import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkSchema, isInputError, wholeNumber } from '../src/index.js';

const epochs = wholeNumber({ from: 1 });
const schema = z.strictObject({
  epochs: z.custom<number>(epochs.fits, { error: epochs.expected }).default(1),
  kernels: z.enum(['native', 'plain'], { error: 'native or plain' }).optional(),
  groups: z.array(z.strictObject({ match: z.string({ error: 'a pattern' }) })).default([]),
  clip: z.strictObject({ norm: z.number({ error: 'a number' }) }).optional(),
});

describe('checkSchema', () => {
  it('gives what the schema makes of a value', () => {
    expect(checkSchema(schema, { kernels: 'plain' })).toEqual({ epochs: 1, kernels: 'plain', groups: [] });
  });

  it.each<[unknown, string]>([
    [{ epochs: 0 }, 'epochs: expected a whole number from 1, got 0'],
    [{ epochs: null }, 'epochs: expected a whole number from 1, got null'],
    [{ kernels: 'plane' }, 'unknown kernels "plane": expected native or plain. Did you mean "plain"?'],
    [{ kernels: 1 }, 'kernels: expected native or plain, got 1'],
    [{ groups: [{}] }, 'groups[0].match: expected a pattern, got nothing'],
    [
      { groups: [{ match: '*', mtch: 1 }] },
      'unknown key of groups[0] "mtch": expected match. Did you mean "match"?',
    ],
    [{ clip: { nrom: 1 } }, 'unknown key of clip "nrom": expected norm. Did you mean "norm"?'],
    [{ clip: {}, epoch: 1 }, 'clip.norm: expected a number, got nothing'],
    [{ clip: { nrom: 1, norm: 1 } }, 'unknown key of clip "nrom": expected norm. Did you mean "norm"?'],
    [{ epoch: 1 }, 'unknown key "epoch": expected epochs, kernels, groups, or clip. Did you mean "epochs"?'],
  ])('refuses %j', (value, message) => {
    let error: unknown;
    try {
      checkSchema(schema, value);
    } catch (caught) {
      error = caught;
    }
    expect(isInputError(error)).toBe(true);
    expect((error as Error).message).toBe(message);
  });

  it('says of what a value is, and where', () => {
    const locate = (path: readonly PropertyKey[], key?: string) => ({
      file: `mine.yaml:${path.join()}:${key}`,
    });
    expect(() => checkSchema(schema, { epochs: 0 }, { what: 'recipe', locate })).toThrow(
      'mine.yaml:epochs:undefined: epochs of recipe: expected a whole number from 1, got 0',
    );
    expect(() => checkSchema(schema, { clip: { x: 1, norm: 1 } }, { what: 'recipe', locate })).toThrow(
      'mine.yaml:clip:x: unknown key of clip of recipe "x"',
    );
    expect(() => checkSchema(schema, 3, { what: 'recipe' })).toThrow(/^recipe: expected .*, got 3$/);
  });
});
