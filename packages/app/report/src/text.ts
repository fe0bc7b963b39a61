/** A share as points of a hundred (`62.35`), or nats (`0.7292`). */
export function amount(value: number, measure: 'error' | 'loss'): string {
  return measure === 'error' ? (100 * value).toFixed(2) : value.toFixed(4);
}

/** The same with its unit, except for nats: `62.35 %`, `0.7292`. */
export function withUnit(value: number, measure: 'error' | 'loss'): string {
  return `${amount(value, measure)}${unit(measure)}`;
}

/** The unit after an amount. */
export function unit(measure: 'error' | 'loss'): string {
  return measure === 'error' ? ' %' : '';
}

/** `40 s`, `3 min`, `1 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Three digits; whole from a hundred, with separators from a thousand. */
export function number(value: number): string {
  return value < 100 ? String(Number(value.toPrecision(3))) : Math.round(value).toLocaleString('en');
}

/** `p = 0.031`, `p = 0.12`, `p < 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p < 0.1 ? p.toFixed(3) : p.toFixed(2)}`;
}

/** `1 seed`, `3 seeds`. */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

/** A difference with its sign: `-1.02`, `+0.30`, `0.00`. */
export function signed(value: number, measure: 'error' | 'loss'): string {
  const text = amount(Math.abs(value), measure);
  return Number(text) === 0 ? text : `${value < 0 ? '-' : '+'}${text}`;
}
