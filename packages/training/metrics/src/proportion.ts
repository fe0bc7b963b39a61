/** `wrong` answers of `n`. */
export interface Proportion {
  readonly wrong: number;
  readonly n: number;
}
