/** Receives the numbers of a run besides `metrics.jsonl`: for TensorBoard's event files, a server, and so on. */
export interface RunLog {
  /** Numbers of a step, by tag: `train/loss`. Called in order of steps; a resumed run repeats those since its last checkpoint. */
  scalars(step: number, values: Readonly<Record<string, number>>): void;
  /** The distribution of a tag's values at a step, such as a layer's weights after an epoch. */
  histogram(step: number, tag: string, values: ArrayLike<number>): void;
  /** Called once, however the run ended. */
  close(): void | Promise<void>;
}

/**
 * Opens such logs: the default export of `@rectified/tensorboard`, or of your own package or file. Neither a logger nor
 * its log may change what a run computes.
 *
 * @example
 * const logger: RunLogger = { name: 'mlflow', open: async ({ config }) => begin(config) };
 * export default logger;
 */
export interface RunLogger {
  readonly name: string;
  open(run: {
    /** The folder of the run. */
    readonly folder: string;
    /** As `run.json` records it. */
    readonly config: Readonly<Record<string, unknown>>;
  }): RunLog | Promise<RunLog>;
}
