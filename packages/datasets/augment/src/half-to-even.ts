/** The nearest whole number, halves to even, as OpenCV's `cvRound`; for magnitudes below 2^51. */
export function halfToEven(x: number): number {
  return x + 6755399441055744 - 6755399441055744;
}
