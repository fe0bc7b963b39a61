import * as z from 'zod';

/** The message of a schema says what was expected; `resolveSteps` adds what was there instead. */
export const number = (error = 'a number') => z.number({ error });
export const atLeast0 = number('a number of at least 0').min(0, { error: 'a number of at least 0' });
export const share = number('a number from 0 to 1')
  .min(0, { error: 'a number from 0 to 1' })
  .max(1, { error: 'a number from 0 to 1' });
export const positive = number('a number above 0').positive({ error: 'a number above 0' });

export function whole(from: number) {
  const error = `a whole number of at least ${from}`;
  return z.int({ error }).min(from, { error });
}

/** A grey level from 0 to 255. */
export const level = z
  .int({ error: 'a whole number from 0 to 255' })
  .min(0, { error: 'a whole number from 0 to 255' })
  .max(255, { error: 'a whole number from 0 to 255' });

/** `[from, to]` with from <= to. */
export function range<Item extends z.ZodType<number>>(item: Item, error: string) {
  return z.tuple([item, item], { error }).refine(([from, to]) => from! <= to!, { error });
}
