/** How the brightness of a texture varies: in the directions `u` across the stripes and `v` along them. */
export type Pattern = 'stripes' | 'checks' | 'dots' | 'rings' | 'waves';

/** What the images of one class have in common. */
export interface Texture {
  readonly pattern: Pattern;
  /** Pixels from one stripe to the next. */
  readonly period: number;
  /** Direction across the stripes, in turns: 0 is right, 0.25 is down. */
  readonly angle: number;
  /** Color of the figure as a place on the color circle, in turns: 0 red, 1/3 green, 2/3 blue. */
  readonly hue: number;
}
