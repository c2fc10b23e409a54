/** Values of the symbols that an expression may name. */
export type SymbolTable = ReadonlyMap<string, bigint>;

/** Binary operators from the loosest to the tightest. */
const LEVELS: readonly Readonly<Record<string, (a: bigint, b: bigint) => bigint>>[] = [
  { '|': (a, b) => a | b },
  { '&': (a, b) => a & b },
  { '<<': (a, b) => a << b, '>>': (a, b) => a >> b },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b },
];
const TOKENS = /0x[0-9a-f]+|\d+|[a-z_]\w*|<<|>>|[|&+\-*~()]/gi;

/** Reads numbers, symbols, `+ - * & | << >> ~` and parentheses; undefined while a symbol has no value yet. */
export function evaluate(text: string, symbols: SymbolTable): bigint | undefined {
  return new Expression(text, symbols).value();
}

class Expression {
  private readonly text: string;
  private readonly symbols: SymbolTable;
  private readonly tokens: readonly string[];
  private at = 0;
  private isKnown = true;

  constructor(text: string, symbols: SymbolTable) {
    this.text = text;
    this.symbols = symbols;
    this.tokens = text.match(TOKENS) ?? [];
  }

  value(): bigint | undefined {
    const value = this.binary(0);
    const isWhole = this.tokens.join('') === this.text.replaceAll(/\s/g, '');
    if (this.at !== this.tokens.length || !isWhole) throw this.error();
    return this.isKnown ? value : undefined;
  }

  private binary(level: number): bigint {
    if (level === LEVELS.length) return this.unary();
    let value = this.binary(level + 1);
    let apply = LEVELS[level][this.tokens[this.at]];
    while (apply !== undefined) {
      this.at++;
      value = apply(value, this.binary(level + 1));
      apply = LEVELS[level][this.tokens[this.at]];
    }
    return value;
  }

  private unary(): bigint {
    const token = this.tokens[this.at++] ?? '';
    if (token === '-') return -this.unary();
    if (token === '~') return ~this.unary();
    if (token === '(') return this.inner();
    if (/^\d/.test(token)) return BigInt(token);
    if (/^[a-z_]/i.test(token)) return this.symbol(token);
    throw this.error();
  }

  private inner(): bigint {
    const value = this.binary(0);
    if (this.tokens[this.at++] !== ')') throw this.error();
    return value;
  }

  private symbol(name: string): bigint {
    const value = this.symbols.get(name);
    if (value === undefined) this.isKnown = false;
    return value ?? 0n;
  }

  private error(): Error {
    return new Error(`no expression: '${this.text}'`);
  }
}
