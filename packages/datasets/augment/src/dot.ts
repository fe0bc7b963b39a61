/** The inner product of `count` numbers starting at `a` and at `b`; uses four sums, because one would wait for each addition. */
export function dot(x: Float32Array, a: number, y: Float32Array, b: number, count: number): number {
  const whole = count - (count % 4);
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    s += x[a + i]! * y[b + i]!;
    t += x[a + i + 1]! * y[b + i + 1]!;
    u += x[a + i + 2]! * y[b + i + 2]!;
    v += x[a + i + 3]! * y[b + i + 3]!;
  }
  for (let i = whole; i < count; i++) s += x[a + i]! * y[b + i]!;
  return s + t + u + v;
}
