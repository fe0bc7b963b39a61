/** Where an installation stands. */
export interface InstallProgress {
  step: 'download' | 'unpack' | 'build' | 'check';
  /** Bytes so far and in all, where that is known. */
  done?: number;
  total?: number;
  /** What is being worked on. */
  detail?: string;
}
