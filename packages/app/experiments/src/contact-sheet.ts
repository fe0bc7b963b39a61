import type { ImageShape } from '@rectified/dataset';
import { htmlEscape } from 'escape-goat';

/** A row of a contact sheet: a name and its images. */
export interface SheetRow {
  readonly name: string;
  readonly images: readonly SheetImage[];
}

export interface SheetImage {
  readonly pixels: Uint8Array;
  readonly shape: ImageShape;
}

export interface Sheet {
  readonly title: string;
  /** Headings over the first column, which is then set apart, and over the columns that follow. Default: none. */
  readonly heads: readonly string[];
  readonly rows: readonly SheetRow[];
}

/** An image file. */
export interface SheetFile {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const ink = '#f1f3f4';
const ground = '#49525c';
const [margin, gap, font, line] = [16, 6, 13, 17];

/**
 * Draws images in rows with their names beside them, on a background on which black and white borders are visible. The pixels are
 * the images' own: small images are enlarged by an integer factor, to about 96 pixels, without smoothing. The text needs a
 * font on the machine. `jpeg` is smaller, but lossy.
 */
export async function contactSheet(
  { title, heads, rows }: Sheet,
  { format = 'png' }: { readonly format?: 'png' | 'jpeg' } = {},
): Promise<SheetFile> {
  const { default: sharp } = await import('sharp'); // loading it takes a while
  const shapes = rows.flatMap(({ images }) => images.map(({ shape }) => shape));
  const sides = [0, 1].map((axis) => Math.max(...shapes.map((shape) => shape[axis]!)));
  const factor = Math.max(1, Math.round(96 / Math.max(...sides)));
  const [cellHeight, cellWidth] = sides.map((side) => side * factor) as [number, number];

  const names = rows.map(({ name }) => broken(name));
  const left = 2 * margin + Math.max(...names.flat().map(widthOf));
  const headed = heads.length > 0;
  const top = margin + line + gap + (headed ? line + gap : 0);
  const x = (column: number) => left + column * (cellWidth + gap) + (headed && column > 0 ? gap : 0);
  const y = (row: number) => top + row * (cellHeight + gap);
  const columns = Math.max(...rows.map(({ images }) => images.length));
  const ends = [x(columns) - gap, margin + widthOf(title), ...heads.map((head, i) => x(i) + widthOf(head))];
  const width = Math.max(...ends) + margin;
  const height = y(rows.length) - gap + margin;

  const text = (x: number, y: number, words: string, more = '') =>
    `<text x="${x}" y="${y}"${more}>${htmlEscape(words)}</text>`;
  const texts = [
    text(margin, margin + font, title, ' font-weight="bold"'),
    ...heads.map((head, column) => text(x(column), margin + font + line + gap, head)),
    ...names.flatMap((parts, row) => {
      const first = y(row) + cellHeight / 2 - ((parts.length - 1) * line) / 2 + font / 3;
      return parts.map((part, i) => text(margin, first + i * line, part));
    }),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="${ink}" font-family="DejaVu Sans, Verdana, Arial, sans-serif" font-size="${font}">${texts.join('')}</svg>`;

  const cells = rows.flatMap(({ images }, row) =>
    images.map(async ({ pixels, shape }, column) => {
      const raw = { height: shape[0], width: shape[1], channels: shape[2] as 1 | 3 };
      const [h, w] = [raw.height * factor, raw.width * factor];
      const input = await sharp(pixels, { raw }).resize(w, h, { kernel: 'nearest' }).png().toBuffer();
      return { input, left: x(column) + ((cellWidth - w) >> 1), top: y(row) + ((cellHeight - h) >> 1) };
    }),
  );
  const bytes = await sharp({ create: { width, height, channels: 3, background: ground } })
    .composite([...(await Promise.all(cells)), { input: Buffer.from(svg), left: 0, top: 0 }])
    .toFormat(format, format === 'png' ? { compressionLevel: 9 } : { quality: 90 })
    .toBuffer();
  return { bytes, width, height };
}

/** An upper estimate of the width of a text in pixels. */
const widthOf = (text: string) => Math.ceil(0.6 * font * text.length);

/** Breaks long names into several lines, each after an underscore or a space. */
function broken(name: string): string[] {
  return name.split(/(?<=[_ ])/).reduce<string[]>((parts, word) => {
    const last = parts.at(-1);
    if (last !== undefined && last.length + word.length <= 24) parts[parts.length - 1] = last + word;
    else parts.push(word);
    return parts;
  }, []);
}
