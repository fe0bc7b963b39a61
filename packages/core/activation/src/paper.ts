/** Where an activation function was published. */
export interface Paper {
  readonly title: string;
  /** Family names in the paper's order: `['Xu', 'Wang', 'Chen', 'Li']`. */
  readonly authors: readonly string[];
  readonly year: number;
  /** arXiv number: `1505.00853`. */
  readonly arxiv?: string;
  readonly doi?: string;
}

/** A named configuration of an activation: `leaky-relu:100`. */
export interface Variant<Config> {
  /** The variant's name in tables and legends: `Leaky ReLU, a = 100`. */
  readonly title: string;
  readonly config: Config;
}
