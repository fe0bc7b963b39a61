import type { Summary } from '@rectified/metrics';
import type { RunStatus } from '@rectified/run-folder';
import type { Claim } from './claim.js';
import type { Difference } from './difference.js';
import type { PaperTable } from './paper-tables.js';
import type { Subject } from './subject-of.js';

/** The results of a comparison's runs. Plain data. */
export interface ComparisonSummary {
  readonly format: 1;
  readonly dataset: string;
  readonly architecture: string;
  /** Generated images: the results say nothing about the paper. */
  readonly synthetic: boolean;
  /** The unit of running, clean, final, best and the differences: shares of wrong answers, or nats. */
  readonly measure: 'error' | 'loss';
  /** Titles for people, as the runs recorded them. */
  readonly titles: Subject['titles'];
  /** The arm that the others are compared with. */
  readonly baseline: string;
  readonly arms: readonly ArmSummary[];
  /** What these runs say about the paper's claims; empty if they do not include its arms. */
  readonly claims: readonly Claim[];
  /** The smallest difference that would matter; `fixed` if the comparison set it before its first run. */
  readonly margin?: { readonly value: number; readonly fixed: boolean };
  /** Number of training images, if it is the same for all runs. */
  readonly trainImages?: number;
  /** The result of guessing, if known. */
  readonly chance?: number;
  /** Runs of the comparison that are missing. */
  readonly missing: readonly MissingRun[];
  /** The paper's table that matches these runs. */
  readonly paper?: Pick<PaperTable, 'table' | 'trainImages' | 'testImages' | 'epochs'>;
  /** What readers of the numbers must know, in sentences; most serious first. */
  readonly cautions: readonly string[];
  /** The settings that all runs share. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The versions that all runs share. */
  readonly versions: Readonly<Record<string, string>>;
  /** Every backend that a run used. */
  readonly backends: readonly string[];
}

/** A run that was requested but left nothing behind. */
export interface MissingRun {
  readonly arm: string;
  readonly seed: number;
}

/** One activation. Its numbers come only from finished runs. */
export interface ArmSummary {
  readonly arm: string;
  /** A title for people. */
  readonly title: string;
  readonly runs: readonly RunSummary[];
  /** The seeds of the finished runs. */
  readonly seeds: readonly number[];
  /** The training measure of the last epoch, counted in training mode while the weights changed. */
  readonly running?: Summary;
  /** After the last epoch, on training images in test mode. */
  readonly clean?: Summary;
  /** After the last epoch, on test images. */
  readonly final?: Summary;
  /** The test measure of each run's best epoch: chosen on the test images, so too optimistic. */
  readonly best?: Summary;
  /** Training time of a run. */
  readonly seconds?: Summary;
  readonly imagesPerSecond?: Summary;
  /** Bytes, of the run that took most. */
  readonly peakMemory?: number;
  /** `final` is no better than guessing. */
  readonly atChance?: boolean;
  /** `final` minus the baseline's, paired by seed. Absent for the baseline, and if no seed finished in both. */
  readonly difference?: Difference;
  /** The paper's numbers for this activation. */
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
