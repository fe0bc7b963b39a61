import type { Activation } from '@rectified/activation';
import { InputError } from '@rectified/errors';

/** A variant of an activation, or the activation itself. `name`: what it was asked for as. Throws an `InputError` where it has no such variant. */
export function chooseVariant(
  { title, variants = {} }: Activation,
  name: string,
  variant: string | undefined,
): { readonly title: string; readonly config?: NonNullable<Activation['variants']>[string]['config'] } {
  if (variant === undefined) return { title };
  const found = Object.hasOwn(variants, variant) ? variants[variant] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(variants).map((key) => `${name}:${key}`);
  throw new InputError({
    what: `unknown variant "${variant}" of ${name}`,
    expected: new Intl.ListFormat('en', { type: 'disjunction' }).format([name, ...known]),
    remedy: known.length === 0 ? `${name} has no variants` : undefined,
  });
}
