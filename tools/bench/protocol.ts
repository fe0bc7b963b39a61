/**
 * How a contestant is talked to. It is a process that gets its {@link Order} as JSON on the command line and answers every
 * line on stdin with one line of JSON on stdout:
 *
 *     (start)   Ready               the network stands; nothing has been computed yet
 *     step      Timed               one step: from the input's bytes to updated weights, or to logits
 *     settle    {}                  from here on, peak memory is that of the steps to come
 *     finish    Finished            what the steps took
 *     layers    { layers }          ours only: time layer by layer
 *
 * or with a {@link Failure}, after which it ends. It ends, too, when stdin does.
 */
export type Command = 'step' | 'settle' | 'finish' | 'layers';

/** `product`: of two square float32 matrices, `batch` wide, by which the machine is measured. */
export type Mode = 'train' | 'infer' | 'product';

/** What is measured. */
export interface Case {
  readonly network: string;
  readonly rectifier: string;
  readonly mode: Mode;
  readonly batch: number;
  /** Of the hidden layers; 1 is the paper's. */
  readonly width: number;
}

/** A case, and how the contestant shall compute it. */
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
    /** Of one image's forward pass, or of the product. */
    readonly macs: number;
    /** What computes, with versions and threads. */
    readonly detail: string;
    /** Resident memory before the first step. */
    readonly idleBytes: number;
  };
}

export interface Timed {
  /** Milliseconds. */
  readonly wall: number;
  /** Milliseconds of all threads together. */
  readonly processor: number;
  readonly loss?: number;
}

export interface Finished {
  /** Greatest resident memory of the process. */
  readonly peakBytes: number;
  /** What a training step keeps from its forward pass for the backward pass. */
  readonly savedBytes?: number;
  /** Working memory of the native kernels. */
  readonly scratchBytes?: number;
}

/** Milliseconds of one operation of a network's plan: a layer with those that are computed with it. */
export interface LayerTime {
  readonly layers: readonly string[];
  readonly macs: number;
  readonly forward: number;
  readonly backward: number;
}

export interface Failure {
  /** One line. */
  readonly error: string;
}
