/**
 * An object with a record of everything that is read from it while a plan is made. As long as all of that is unchanged, a new plan would
 * be the same; checking this takes a fraction of the time of making one.
 */
export class Observed<Of extends object = object> {
  readonly #values = new Map<string, unknown>();

  constructor(
    readonly object: Of,
    readonly plan: Observations,
  ) {}

  /** A property, including protected ones; for lists and plain objects a copy, because they may change as well. */
  read<Value = unknown>(name: string): Value {
    if (this.#values.has(name)) return this.#values.get(name) as Value;
    const value = copyOf((this.object as Members)[name]);
    this.#values.set(name, value);
    this.plan.keep(this.object as Members, name, value);
    return value as Value;
  }

  /** An object that this one contains. */
  part(name: string): Observed {
    return this.plan.of(this.read<object>(name));
  }

  /** The object itself, for functions that know nothing about plans: what they read is recorded. */
  reading(): Of {
    return new Proxy(this.object, { get: (_, name) => this.read(name as string) });
  }
}

type Members = Readonly<Record<string, unknown>>;

/** Everything read while a plan is made, in flat lists, which are checked before every pass. */
export class Observations {
  readonly #observed = new Map<object, Observed>();
  readonly #objects: Members[] = [];
  readonly #names: string[] = [];
  readonly #values: unknown[] = [];

  of<Of extends object>(object: Of): Observed<Of> {
    const known = this.#observed.get(object);
    if (known !== undefined) return known as Observed<Of>;
    const observed = new Observed(object, this);
    this.#observed.set(object, observed);
    return observed;
  }

  keep(object: Members, name: string, value: unknown): void {
    this.#objects.push(object);
    this.#names.push(name);
    this.#values.push(value);
  }

  /** Whether everything that was read is unchanged. */
  hold(): boolean {
    const objects = this.#objects;
    const names = this.#names;
    const values = this.#values;
    for (let at = 0; at < objects.length; at++) {
      const now = objects[at]![names[at]!];
      if (now !== values[at] && !isSame(values[at], now)) return false;
    }
    return true;
  }
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)]));
}

function isSame(copy: unknown, value: unknown): boolean {
  if (copy === value) return true;
  if (typeof copy !== 'object' || typeof value !== 'object' || value === null) return Object.is(copy, value);
  if (Array.isArray(copy))
    return (
      Array.isArray(value) &&
      copy.length === value.length &&
      copy.every((part, at) => isSame(part, value[at]))
    );
  if (!isPlain(copy) || !isPlain(value)) return false;
  const names = Object.keys(copy);
  return names.length === Object.keys(value).length && names.every((name) => isSame(copy[name], value[name]));
}

function isPlain(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
