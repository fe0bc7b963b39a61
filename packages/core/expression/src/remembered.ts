/** Caches a function of an object, for as long as the object exists. */
export function remembered<Of extends object, T>(compute: (of: Of) => T): (of: Of) => T {
  const known = new WeakMap<Of, T>();
  return (of) => {
    if (!known.has(of)) known.set(of, compute(of));
    return known.get(of) as T;
  };
}
