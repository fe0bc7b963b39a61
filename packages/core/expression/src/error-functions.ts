/** The error function in float64, to about 1e-15. */
export function erfOf(u: number): number {
  if (Number.isNaN(u)) return u;
  if (Math.abs(u) > 2.5) return Math.sign(u) * (1 - erfcOf(Math.abs(u)));
  // 2 / sqrt(pi) e^(-u^2) times the sum of 2^n u^(2n+1) / (2n+1)!!: all terms have the same sign, so nothing cancels.
  let term = u;
  let sum = u;
  for (let n = 1; Math.abs(term) > Number.EPSILON * 1e-3 * Math.abs(sum); n++) {
    term *= (2 * u * u) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * expOfMinusSquare(u) * sum;
}

/** 1 - erf(u) in float64, to a relative error of about 1e-14, down to the smallest values. */
export function erfcOf(u: number): number {
  if (Number.isNaN(u)) return u;
  if (u < 0) return 2 - erfcOf(-u);
  if (u < 1) return 1 - erfOf(u);
  return u > 27.3 ? 0 : expOfMinusSquare(u) * erfcxOf(u); // Beyond 27.3 it is below the smallest float64.
}

/** e^(u^2) erfc(u) in float64, to about 1e-14. */
export function erfcxOf(u: number): number {
  if (u < 1) return erfcOf(u) / expOfMinusSquare(u);
  if (u > 1e8) return 1 / Math.sqrt(Math.PI) / u;
  // The continued fraction u + (1/2) / (u + 1 / (u + (3/2) / (u + ...))), with enough terms for u = 1.
  let fraction = u;
  for (let k = 400; k >= 1; k--) fraction = u + k / 2 / fraction;
  return 1 / Math.sqrt(Math.PI) / fraction;
}

/** e^(-u^2). Rounding u^2 would cost up to u^2 units in the last place, so the parts of u are squared exactly. */
function expOfMinusSquare(u: number): number {
  if (Math.abs(u) > 28) return 0; // Below the smallest float64.
  const high = Math.fround(u);
  const low = u - high;
  return Math.exp(-high * high) * Math.exp(-low * (high + u));
}
