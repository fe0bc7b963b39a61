import { boundsOf, branchBounds, type SymbolBounds } from './bounds.js';
import { carriesNaN } from './carries-nan.js';
import { constant, div, select } from './constructors.js';
import type { Binary, Expression, Select } from './expression.js';
import { identityOf } from './identity-of.js';
import { isConstant } from './is-constant.js';
import { lower } from './lower.js';
import type { Line, LineOperation, Program } from './program.js';
import { asSelect, branchOfNaN, gatesOf } from './rules.js';
import { symbolsOf } from './symbols-of.js';

export interface CompileOptions {
  /** Bounds of the symbols' values; they decide where code for rule Z is needed. */
  readonly bounds: SymbolBounds;
}

/**
 * Compiles expressions to straight-line code; parts that they share are computed once. Code for rules Z and N is added only where
 * the bounds allow a closed gate beside an infinity, or where a comparison or branch would lose a NaN. Zeros may have the
 * other sign.
 */
export function compile(outputs: readonly Expression[], { bounds }: CompileOptions): Program {
  const code = new Code();
  const everywhere: Scope = { name: '', bounds };
  return { outputs: outputs.map((output) => code.of(lower(output), everywhere)), lines: code.lines };
}

/** A position in the code: inside a branch, more is known about a symbol. */
interface Scope {
  /** Differs whenever the knowledge differs. */
  readonly name: string;
  readonly bounds: SymbolBounds;
}

/** The largest float32; beyond it there is only infinity. */
const largest = 3.4e38;

class Code {
  readonly lines: Line[] = [];
  private readonly known = new Map<unknown, number>();
  private readonly done = new Map<string, number>();

  /** The number of the line with the value of an expression. */
  of(expression: Expression, scope: Scope): number {
    const key = `${identityOf(expression)} ${scope.name}`;
    const line = this.done.get(key) ?? this.write(expression, scope);
    this.done.set(key, line);
    return line;
  }

  private write(expression: Expression, scope: Scope): number {
    if (expression.op === 'constant') return this.line({ op: 'constant', value: expression.value });
    if (symbolsOf(expression).every(({ kind }) => kind === 'option'))
      return this.line({ op: 'scalar', of: expression });
    if (expression.op === 'symbol') return this.line(expression);
    if (expression.op === 'select') return this.select(expression, scope);
    if (expression.op === 'min' || expression.op === 'max') return this.of(asSelect(expression), scope);
    if (expression.op === 'mul') return this.product(expression, scope);
    const args = (expression.args as readonly Expression[]).map((arg) => this.of(arg, scope));
    return this.compute(this.cheaper(expression, scope), ...args);
  }

  /** The operation, or a cheaper one that is equivalent within the bounds of its argument. */
  private cheaper(
    { op, args }: Exclude<Expression, { op: 'constant' | 'symbol' }>,
    scope: Scope,
  ): LineOperation {
    const [low, high] = boundsOf(args[0], scope.bounds);
    if (op === 'exp' && high <= 0) return 'expDown';
    if (op === 'log1p' && low >= 0 && high <= 1) return 'log1pUnit';
    return op as LineOperation;
  }

  private select(expression: Select, scope: Scope): number {
    const [a, b, p, q] = expression.args;
    if (p.op === 'div' && q.op === 'div')
      // One division for both branches.
      return this.of(div(select(a, b, p.args[0], q.args[0]), select(a, b, p.args[1], q.args[1])), scope);
    const { above, below } = branchBounds(expression, scope.bounds);
    const inside = (side: string, bounds: SymbolBounds): Scope =>
      bounds === scope.bounds
        ? scope
        : { name: `${scope.name} ${identityOf(a)}${side}${identityOf(b)}`, bounds };
    const [first, second] = [this.of(a, scope), this.of(b, scope)];
    const [yes, no] = [this.of(p, inside('>', above)), this.of(q, inside('<=', below))];
    const last = branchOfNaN(expression);
    if (last === 'second') return this.compute('where', this.compute('greater', first, second), yes, no);
    // Only NaN is different from itself.
    if (yes === no && isConstant(b))
      return this.compute('where', this.compute('equal', first, first), yes, first);
    const orElse = this.compute('lessEqual', first, second);
    if (last === 'first') return this.compute('where', orElse, no, yes);
    const rest = this.compute('where', orElse, no, this.nanOf(a, first, b, second));
    return this.compute('where', this.compute('greater', first, second), yes, rest);
  }

  /** An expression that is NaN if either of two is NaN. */
  private nanOf(a: Expression, first: number, b: Expression, second: number): number {
    if (carriesNaN(a, b)) return first;
    return carriesNaN(b, a) ? second : this.compute('add', first, second);
  }

  private product(expression: Binary, scope: Scope): number {
    const [a, b] = expression.args;
    const [first, second] = [this.of(a, scope), this.of(b, scope)];
    let product = this.compute('mul', first, second);
    for (const { gate, other, closed } of gatesOf(expression)) {
      if (!mayClose(gate, other, scope.bounds)) continue;
      const line = this.of(gate, scope);
      const isClosed = this.compute('equal', line, this.of(constant(0), scope));
      product = this.compute(
        'where',
        isClosed,
        closed === undefined ? line : this.of(closed, scope),
        product,
      );
    }
    const ofNoise = symbolsOf(expression).every(({ kind }) => kind === 'noise' || kind === 'option');
    return ofNoise ? this.compute('rounded', product) : product;
  }

  private compute(op: LineOperation, ...args: readonly number[]): number {
    return this.line({ op, args });
  }

  private line(line: Line): number {
    const key = line.op === 'scalar' ? identityOf(line.of) : JSON.stringify(line);
    const number = this.known.get(key) ?? this.lines.push(line) - 1;
    this.known.set(key, number);
    return number;
  }
}

/** Whether a gate may be 0 while the other factor is infinite. */
function mayClose(gate: Expression, other: Expression, symbols: SymbolBounds): boolean {
  const [low, high] = boundsOf(gate, symbols);
  const [otherLow, otherHigh] = boundsOf(other, symbols);
  return low <= 0 && high >= 0 && (otherLow < -largest || otherHigh > largest);
}
