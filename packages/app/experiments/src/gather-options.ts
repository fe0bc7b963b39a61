/** Options of single networks that recipes and runs had at the top level before they had their own key. */
const formerKeys = ['dropout', 'averagePoolEdge', 'normalization', 'pyramid'];

/**
 * Moves the options of the network in a recipe or recorded configuration into `architectureOptions`, if they are at the top level,
 * where they were before that key existed. Values that are not objects stay as they are.
 */
export function gatherOptions(values: unknown): unknown {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return values;
  const entries = Object.entries(values);
  const former = entries.filter(([key]) => formerKeys.includes(key));
  if (former.length === 0) return values;
  const { architectureOptions, ...others } = Object.fromEntries(
    entries.filter(([key]) => !formerKeys.includes(key)),
  );
  // What is not an object is left for the check to find.
  if (architectureOptions !== undefined && typeof architectureOptions !== 'object') return values;
  return {
    ...others,
    architectureOptions: { ...Object.fromEntries(former), ...(architectureOptions as object | undefined) },
  };
}
