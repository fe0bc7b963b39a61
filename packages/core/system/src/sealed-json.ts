import { hashBytes } from './hash-file.js';

const field = /"sha256": "([0-9a-f]{64})"\n}\n$/;
const emptyField = '"sha256": ""\n}\n';

/**
 * A value as JSON whose last field is the SHA-256 of its own text (of the text with that field empty). A file with it
 * is written by one rename and shows by itself whether it is what was written ({@link isAsSealed}).
 */
export function sealedJson(value: object): string {
  const { sha256: _, ...rest } = value as { sha256?: unknown };
  const open = `${JSON.stringify({ ...rest, sha256: '' }, null, 2)}\n`;
  return `${open.slice(0, -emptyField.length)}"sha256": "${hashBytes(open).sha256}"\n}\n`;
}

/** Returns whether a text of {@link sealedJson} is what was written; undefined if it has no hash. */
export function isAsSealed(text: string): boolean | undefined {
  const [, recorded] = field.exec(text) ?? [];
  return recorded === undefined ? undefined : recorded === hashBytes(text.replace(field, emptyField)).sha256;
}
