/**
 * A count in English: with thousands separators, and the noun in the plural unless the count is one.
 *
 * @example
 * counted(1, 'thread'); // => '1 thread'
 * counted(10000, 'image'); // => '10,000 images'
 * counted(2, 'class', 'classes'); // => '2 classes'
 */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
}
