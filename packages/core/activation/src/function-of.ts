import {
  differentiate,
  mul,
  remembered,
  type Sym,
  type SymbolKind,
  same,
  stabilize,
  symbol,
  symbolsOf,
  x,
} from '@rectified/expression';
import type { ElementwiseFunction } from './elementwise.js';
import type { AnyFormula, Noise, Parameter } from './formula-description.js';
import { named } from './named.js';

type Config = Readonly<Record<string, number | string>>;

const functionsOf = /* @__PURE__ */ remembered((_: AnyFormula) => new Map<string, ElementwiseFunction>());

/** The names of the parameters that there are in a configuration. */
export function parametersIn({ parameters = {} }: AnyFormula, config: Config): string[] {
  return Object.entries<Parameter<Config>>(parameters)
    .filter(([, { only }]) => only?.(config) ?? true)
    .map(([name]) => name);
}

/** The noise that a formula is made of. */
export function noiseOf({ noise = {} }: AnyFormula): Noise | undefined {
  return Object.values<Noise>(noise)[0];
}

/** A formula's function in a configuration and mode. Numbers of the configuration make no other function, choices do. */
export function functionOf(
  formula: AnyFormula,
  config: Config,
  { training }: { readonly training: boolean },
): ElementwiseFunction {
  const mode = training || formula.inference === undefined ? 'training' : 'inference';
  const choices = Object.values(config).filter((value) => typeof value === 'string');
  const key = JSON.stringify([mode, choices, parametersIn(formula, config)]);
  const functions = functionsOf(formula);
  const made = functions.get(key) ?? make(formula, config, mode);
  functions.set(key, made);
  return made;
}

/** What a formula is written of in a configuration: symbols for what is not known yet, and choices as the texts they are. */
export function symbolsIn(formula: AnyFormula, config: Config, mode: 'training' | 'inference') {
  const symbols = (kind: SymbolKind, names: readonly string[]) => names.map((name) => symbol(kind, name));
  const options = symbols(
    'option',
    Object.keys(config).filter((name) => typeof config[name] === 'number'),
  );
  const parameters = symbols('parameter', parametersIn(formula, config));
  const noise = symbols('noise', mode === 'training' ? Object.keys(formula.noise ?? {}) : []);
  const all = [x, ...options, ...parameters, ...noise];
  const given = { ...config, ...named(all, all) } as never;
  return { options, parameters, noise, given };
}

function make(formula: AnyFormula, config: Config, mode: 'training' | 'inference'): ElementwiseFunction {
  const { options, parameters, noise, given } = symbolsIn(formula, config, mode);
  const write = mode === 'inference' ? formula.inference! : (formula.stable ?? formula.formula);
  const value = stabilize(write(given));
  const derivative = (mode === 'training' && formula.derivative?.(given)) || differentiate(value, x);
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
