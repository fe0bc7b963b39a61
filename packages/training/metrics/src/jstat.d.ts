/** The parts of jStat that distributions.ts uses; the package has no types of its own. */
declare module 'jstat' {
  const jStat: {
    studentt: { cdf(x: number, degrees: number): number; inv(p: number, degrees: number): number };
    noncentralt: { cdf(x: number, degrees: number, noncentrality: number): number };
    normal: {
      cdf(x: number, mean: number, deviation: number): number;
      inv(p: number, mean: number, deviation: number): number;
    };
    /** Regularized incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
  };
  export default jStat;
}
