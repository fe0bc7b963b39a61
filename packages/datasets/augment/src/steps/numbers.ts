import { type Check, finiteNumber, wholeNumber } from '@rectified/errors';
import * as z from 'zod';

/** The message of a schema says what was expected; `checkSchema` adds what it got instead. */
const fitting = ({ fits, expected }: Check) => z.custom<number>(fits, expected);

export const number = fitting(finiteNumber());
export const atLeast0 = fitting(finiteNumber({ from: 0 }));
export const share = fitting(finiteNumber({ from: 0, to: 1 }));
export const belowOne = fitting(finiteNumber({ from: 0, below: 1 }));
export const positive = fitting(finiteNumber({ above: 0 }));
export const whole = (from: number) => fitting(wholeNumber({ from }));
/** A gray level from 0 to 255. */
export const level = fitting(wholeNumber({ from: 0, to: 255 }));

/** `[from, to]` with from <= to. */
export function range<Item extends z.ZodType<number>>(item: Item, error: string) {
  return z.tuple([item, item], { error }).refine(([from, to]) => from! <= to!, { error });
}
