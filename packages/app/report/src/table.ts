/** A table as text, before anything is escaped. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How to read it. */
  readonly notes: readonly string[];
}

/** A cell without a value. A column that has nothing else is left out. */
export const none = '-';
