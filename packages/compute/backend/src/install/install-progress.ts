/** The progress of an installation. */
export interface InstallProgress {
  step: 'download' | 'unpack' | 'build' | 'check';
  /** Bytes so far and in total, if known. */
  done?: number;
  total?: number;
  /** What is being worked on. */
  detail?: string;
}
