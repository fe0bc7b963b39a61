import type { Summary } from '@rectified/metrics';
import type { RunStatus } from '@rectified/run-folder';
import type { Claim } from './claim.js';
import type { Difference } from './difference.js';
import type { PaperTable } from './paper-tables.js';
import type { Subject } from './subject-of.js';

/** What the runs of a comparison come to. Plain data. */
export interface ComparisonSummary {
  readonly format: 1;
  readonly dataset: string;
  readonly architecture: string;
  /** Generated images: nothing here says anything about the paper. */
  readonly synthetic: boolean;
  /** What running, clean, final, best and the differences are: shares of wrong answers, or nats. */
  readonly measure: 'error' | 'loss';
  /** Titles for people, as the runs recorded them. */
  readonly titles: Subject['titles'];
  /** The arm that the others are compared with. */
  readonly baseline: string;
  readonly arms: readonly ArmSummary[];
  /** What these runs say about the paper's claims; empty where they are not about its arms. */
  readonly claims: readonly Claim[];
  /** The smallest difference that would matter; `fixed` where the comparison had it before its first run. */
  readonly margin?: { readonly value: number; readonly fixed: boolean };
  /** Images that a run trains on, where all train on as many. */
  readonly trainImages?: number;
  /** What guessing gives, where that is known. */
  readonly chance?: number;
  /** Runs that the comparison was to have and that are not there. */
  readonly missing: readonly MissingRun[];
  /** The table of the paper that these runs stand beside. */
  readonly paper?: Pick<PaperTable, 'table' | 'trainImages' | 'testImages' | 'epochs'>;
  /** What a reader of the numbers must know, in whole sentences; the gravest first. */
  readonly cautions: readonly string[];
  /** What all runs have in common of their configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What all runs have in common of their versions. */
  readonly versions: Readonly<Record<string, string>>;
  /** Every backend that a run used. */
  readonly backends: readonly string[];
}

/** A run that was asked for and left nothing behind. */
export interface MissingRun {
  readonly arm: string;
  readonly seed: number;
}

/** One activation. Its numbers are of the finished runs alone. */
export interface ArmSummary {
  readonly arm: string;
  /** A title for people. */
  readonly title: string;
  readonly runs: readonly RunSummary[];
  /** The seeds of the finished runs. */
  readonly seeds: readonly number[];
  /** The training measure of the last epoch, taken in training mode while the weights changed. */
  readonly running?: Summary;
  /** After the last epoch, on training images in test mode. */
  readonly clean?: Summary;
  /** After the last epoch, on test images. */
  readonly final?: Summary;
  /** The test measure of each run's best epoch: chosen on the test images, hence too good. */
  readonly best?: Summary;
  /** Training time of a run. */
  readonly seconds?: Summary;
  readonly imagesPerSecond?: Summary;
  /** Bytes, of the run that took most. */
  readonly peakMemory?: number;
  /** `final` is no better than guessing. */
  readonly atChance?: boolean;
  /** `final` less the baseline's, paired by seed. Absent for the baseline, and where no seed finished in both. */
  readonly difference?: Difference;
  /** What the paper has for this activation. */
  readonly paper?: { readonly train: number; readonly test: number };
}

export interface RunSummary {
  readonly folder: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly epochs: number;
  /** Why it did not finish. */
  readonly message?: string;
  /** Train measure of the last epoch, in training mode. */
  readonly running?: number;
  readonly final?: number;
  readonly best?: number;
  /** It is no better than guessing. */
  readonly atChance?: boolean;
}
