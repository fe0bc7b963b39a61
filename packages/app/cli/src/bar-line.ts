import stringWidth from 'string-width';

export interface BarState {
  readonly name: string;
  /** Cells for the name, so that bars below each other start in the same column. */
  readonly nameWidth: number;
  /** The share that is done, from 0 to 1. */
  readonly share: number;
  /** Facts shown after the bar, most important first. */
  readonly facts: readonly string[];
}

const LONGEST = 24;
const SHORTEST = 6;

/**
 * A bar in one line of at most `width` cells. If there is not enough room, the bar gets shorter, then the last facts are dropped, then
 * the bar, and finally the name is cut.
 *
 * @example
 * barLine({ name: 'relu', nameWidth: 4, share: 0.5, facts: ['epoch 2'] }, 40); // 'relu ██████████░░░░░░░░░░  50 % epoch 2'
 */
export function barLine({ name, nameWidth, share, facts }: BarState, width: number): string {
  const percentage = `${Math.floor(100 * share)} %`.padStart(5);
  const padding = Math.max(nameWidth, stringWidth(name));
  for (let count = facts.length; count >= 0; count--) {
    const behind = [percentage, facts.slice(0, count).join(', ')].filter(Boolean).join(' ');
    const room = width - padding - stringWidth(behind) - 2;
    if (room >= SHORTEST) {
      const size = Math.min(LONGEST, room);
      const full = Math.round(size * share);
      const gap = ' '.repeat(padding - stringWidth(name));
      return `${name}${gap} ${'█'.repeat(full)}${'░'.repeat(size - full)} ${behind}`;
    }
  }
  return `${cut(name, width - percentage.length - 1)} ${percentage}`;
}

/** The start of a text, with `…` if it is cut. */
function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
