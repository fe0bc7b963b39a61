import { shown } from './shown.js';

/** A value as an option would be written in a message: names and text without quotes. */
export function written(value: unknown): string {
  return typeof value === 'string' ? value : shown(value);
}
