import { evaluate, type Sym, type SymbolKind, symbol, x } from '@rectified/expression';
import { checkFormula } from '../check-formula.js';
import { completeConfig } from '../complete-config.js';
import type { AnyFormula, Parameter } from '../formula-description.js';
import { parametersIn } from '../function-of.js';
import { demand } from './subject.js';

type Config = Readonly<Record<string, number | string>>;

/** A formula uses everything that it declares, and its stable form is the same function. */
export function checkDefinition(definition: AnyFormula, config: object | undefined): void {
  const { options, parameters = {}, noise, formula, stable, inference, derivative } = definition;
  checkFormula(definition, config);
  const used = new Set<string>();
  const watched = <T extends object>(object: T): never =>
    new Proxy(object, {
      get: (target, name) => {
        used.add(String(name));
        return Reflect.get(target, name);
      },
    }) as never;
  const complete: Config = completeConfig(definition, { ...config });
  const symbols = (kind: SymbolKind, names: readonly string[]) =>
    Object.fromEntries<Sym>(names.map((name) => [name, symbol(kind, name)]));
  const given = {
    ...{ x, ...symbols('noise', Object.keys(noise ?? {})), ...symbols('parameter', Object.keys(parameters)) },
    ...Object.fromEntries(
      Object.entries(complete).map(([name, value]) => [
        name,
        typeof value === 'number' ? symbol('option', name) : value,
      ]),
    ),
  };
  for (const write of [formula, stable, inference, derivative]) write?.(watched(given));
  for (const { initial, only } of Object.values<Parameter<never>>(parameters)) {
    only?.(watched(complete));
    if (typeof initial === 'function') initial(watched(complete));
  }
  const idle = [options, parameters, noise]
    .flatMap((each) => Object.keys(each ?? {}))
    .find((name) => !used.has(name));
  demand(idle === undefined, `declares ${idle}, which nothing uses`);
  if (stable === undefined) return;

  const values = {
    ...Object.fromEntries(Object.keys(noise ?? {}).map((name) => [name, 0.3])),
    ...Object.fromEntries(
      parametersIn(definition, complete).map((name) => {
        const { initial } = (parameters as Record<string, Parameter<Config>>)[name]!;
        return [name, typeof initial === 'function' ? initial(complete) : initial];
      }),
    ),
    ...(complete as Record<string, number>),
  };
  for (let at = -10; at <= 10; at += 0.37) {
    const [written, better] = [formula, stable].map((write) =>
      evaluate(write(given as never), { ...values, x: at }),
    );
    demand(
      Math.abs(written! - better!) <= 1e-9 * Math.max(1, Math.abs(written!)),
      `at x = ${at} the stable form gives ${better}, the formula ${written}`,
    );
  }
}
