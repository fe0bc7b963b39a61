/** Network in Network for 32 x 32 images (arXiv 1505.00853, table 1): convolutions [size, in, out] and pools. */
export const layers = [
  [5, 3, 192],
  [1, 192, 160],
  [1, 160, 96],
  'largest',
  [5, 96, 192],
  [1, 192, 192],
  [1, 192, 192],
  'mean',
  [3, 192, 192],
  [1, 192, 192],
  [1, 192, 10],
];
