/**
 * The protocol of contestants. A contestant is a process that gets its {@link Order} as JSON on the command line and answers
 * every line on stdin with one line of JSON on stdout:
 *
 *     (start)   Ready               the network has been built; nothing has been computed yet
 *     step      Timed               one step: from the input's bytes to updated weights, or to logits
 *     settle    {}                  resets peak memory, which then covers the following steps
 *     finish    Finished            memory that the steps needed
 *     layers    { layers }          only ours: time layer by layer
 *
 * or with a {@link Failure} before it ends. It also ends when stdin is closed.
 */
export type Command = 'step' | 'settle' | 'finish' | 'layers';

/** `product`: of two square float32 matrices of side `batch`, which measures the machine. */
export type Mode = 'train' | 'infer' | 'product';

/** The measured case. */
export interface Case {
  readonly network: string;
  readonly rectifier: string;
  readonly mode: Mode;
  readonly batch: number;
  /** Relative width of the hidden layers; 1 is the paper's. */
  readonly width: number;
}

/** A case, and how the contestant should compute it. */
export interface Order extends Case {
  readonly threads: number;
  readonly backend?: 'tfjs-node' | 'wasm';
  readonly kernels?: 'native' | 'plain';
  readonly compiled?: boolean;
  readonly channelsLast?: boolean;
}

export interface Ready {
  readonly ready: {
    readonly parameters: number;
    /** Multiply-adds of one image's forward pass, or of the product. */
    readonly macs: number;
    /** Description of the software, with versions and threads. */
    readonly detail: string;
    /** Resident memory before the first step. */
    readonly idleBytes: number;
  };
}

export interface Timed {
  /** Elapsed milliseconds. */
  readonly wall: number;
  /** Milliseconds of processor time of all threads. */
  readonly processor: number;
  readonly loss?: number;
}

export interface Finished {
  /** Peak resident memory of the process. */
  readonly peakBytes: number;
  /** Bytes that a training step keeps from its forward pass for the backward pass. */
  readonly savedBytes?: number;
  /** Working memory of the native kernels. */
  readonly scratchBytes?: number;
}

/** Milliseconds of one operation of a network's plan: a layer and those fused with it. */
export interface LayerTime {
  readonly layers: readonly string[];
  readonly macs: number;
  readonly forward: number;
  readonly backward: number;
}

export interface Failure {
  /** The reason, in one line. */
  readonly error: string;
}
