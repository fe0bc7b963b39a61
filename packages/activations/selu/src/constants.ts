/** The constants of arXiv 1706.02515 for the fixed point with mean 0 and variance 1 (its equation 14), as float64. */
export const scale = 1.0507009873554805;
export const alpha = 1.6732632423543772;
