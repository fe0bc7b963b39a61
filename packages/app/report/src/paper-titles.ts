/** The paper's arms, in its order. */
export const paperTitles: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  'leaky-relu:100': 'Leaky ReLU (a = 100)',
  'leaky-relu:5.5': 'Leaky ReLU (a = 5.5)',
  prelu: 'PReLU',
  rrelu: 'RReLU',
};
