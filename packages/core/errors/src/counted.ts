/**
 * A number of things, in English: with thousands separated, and the noun in the plural unless there is exactly one.
 *
 * @example
 * counted(1, 'thread'); // => '1 thread'
 * counted(10000, 'image'); // => '10,000 images'
 * counted(2, 'class', 'classes'); // => '2 classes'
 */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
}
