import type { CodeIdentity } from './records.js';

/** Which files of some code differ, as text for a message; undefined if it is the same. */
export function changedCode(recorded?: CodeIdentity, now?: CodeIdentity): string | undefined {
  if (recorded === undefined && now === undefined) return undefined;
  if (recorded === undefined || now === undefined)
    return 'one is part of Rectified, the other is a file or package';
  const sides = [recorded, now].map(({ package: name, version }) => name && `${name} ${version ?? ''}`);
  if (sides[0] !== sides[1]) return `${sides[0] ?? 'a file'} became ${sides[1] ?? 'a file'}`;
  const files = different(recorded.files, now.files);
  const imports = different(recorded.imports ?? {}, now.imports ?? {});
  const list = [...files, ...imports];
  if (list.length === 0) return undefined;
  return `${list.slice(0, 3).join(', ')}${list.length > 3 ? ` and ${list.length - 3} more` : ''} changed`;
}

function different(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((key) => one[key] !== other[key]);
}
