import {
  differentiate,
  mul,
  remembered,
  type Sym,
  type SymbolKind,
  same,
  simplify,
  symbol,
  symbolsOf,
  x,
} from '@rectified/expression';
import type { ElementwiseFunction } from './elementwise.js';
import type { AnyFormula, Noise, Parameter } from './formula-description.js';
import { named } from './named.js';

type Config = Readonly<Record<string, number | string>>;

const functionsOf = /* @__PURE__ */ remembered((_: AnyFormula): Record<string, ElementwiseFunction> => ({}));

/** The names of the parameters in a configuration. */
export function parametersIn({ parameters = {} }: AnyFormula, config: Config): string[] {
  const declared: Readonly<Record<string, Parameter<Config>>> = parameters;
  return Object.keys(declared).filter((name) => declared[name]!.only?.(config) ?? true);
}

/** The noise of a formula. */
export function noiseOf({ noise = {} }: AnyFormula): Noise | undefined {
  return Object.values<Noise>(noise)[0];
}

/** A formula's function in a configuration and mode. It depends on the configuration's choices, but not on its numbers. */
export function functionOf(
  formula: AnyFormula,
  config: Config,
  { training }: { readonly training: boolean },
): ElementwiseFunction {
  const asTrained = training || !formula.inference;
  const choices = Object.values(config).filter((value) => typeof value === 'string');
  const key = JSON.stringify([asTrained, choices, parametersIn(formula, config)]);
  const functions = functionsOf(formula);
  functions[key] ??= make(formula, config, asTrained);
  return functions[key];
}

/** The arguments of a formula in a configuration: symbols for numbers, choices as strings. */
export function symbolsIn(formula: AnyFormula, config: Config, asTrained: boolean) {
  const symbols = (kind: SymbolKind, names: readonly string[]) => names.map((name) => symbol(kind, name));
  const options = symbols(
    'option',
    Object.keys(config).filter((name) => typeof config[name] === 'number'),
  );
  const parameters = symbols('parameter', parametersIn(formula, config));
  const noise = symbols('noise', Object.keys((asTrained && formula.noise) || {}));
  const all = [x, ...options, ...parameters, ...noise];
  const given = { ...config, ...named(all, all) } as never;
  return { options, parameters, noise, given };
}

function make(formula: AnyFormula, config: Config, asTrained: boolean): ElementwiseFunction {
  const { options, parameters, noise, given } = symbolsIn(formula, config, asTrained);
  const write = asTrained ? (formula.stable ?? formula.formula) : formula.inference!;
  const value = simplify(write(given));
  const derivative = (asTrained && formula.derivative?.(given)) || differentiate(value, x);
  const byParameters = parameters.map((parameter) => differentiate(value, parameter));
  const used = symbolsOf(mul(value, derivative));
  const isUsed = (each: Sym) => used.some((other) => same(each, other));
  return Object.freeze({
    name: formula.name,
    value,
    derivatives: { input: derivative, parameters: byParameters },
    options: options.filter(isUsed),
    parameters,
    noise: noise.filter(isUsed),
    draw: noiseOf(formula)?.draw,
    declared: formula,
  });
}
