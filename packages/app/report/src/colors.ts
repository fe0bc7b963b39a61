/**
 * The colors of Okabe and Ito, which color-blind people can distinguish, with gray instead of their black, which a dark page
 * would hide.
 */
const paper: Readonly<Record<string, string>> = {
  relu: '#7f7f7f',
  'leaky-relu:100': '#0072b2',
  'leaky-relu:5.5': '#009e73',
  prelu: '#cc79a7',
  rrelu: '#d55e00',
};
const others = ['#e69f00', '#56b4e9', '#999933', '#aa4499'];

/** A color for every arm. The paper's arms have the same color in every chart of every report. */
export function colors(arms: readonly string[]): Record<string, string> {
  const own = arms.filter((arm) => !(arm in paper));
  return Object.fromEntries(
    arms.map((arm) => [arm, paper[arm] ?? others[own.indexOf(arm) % others.length]!]),
  );
}
