/** Options of single networks that recipes and runs had beside everything else, before they had a key of their own. */
const formerKeys = ['dropout', 'averagePoolEdge', 'normalization', 'pyramid'];

/**
 * A recipe or recorded configuration with the options of its network under `architectureOptions`: those that stand beside
 * it, as they did before there was such a key, are put there. What is no object stays as it is.
 */
export function gatherOptions(values: unknown): unknown {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return values;
  const entries = Object.entries(values);
  const former = entries.filter(([key]) => formerKeys.includes(key));
  if (former.length === 0) return values;
  const { architectureOptions, ...others } = Object.fromEntries(
    entries.filter(([key]) => !formerKeys.includes(key)),
  );
  // What is none is left for the check to find.
  if (architectureOptions !== undefined && typeof architectureOptions !== 'object') return values;
  return {
    ...others,
    architectureOptions: { ...Object.fromEntries(former), ...(architectureOptions as object | undefined) },
  };
}
