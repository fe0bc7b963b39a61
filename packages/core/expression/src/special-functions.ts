/** 1 / (1 + e^-u) in float64, without overflow on either side. */
export function sigmoidOf(u: number): number {
  const e = Math.exp(-Math.abs(u));
  return u >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** log(1 + e^u) in float64. */
export function softplusOf(u: number): number {
  return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
}
