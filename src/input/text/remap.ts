import { hex } from '../../bits/word.ts';
import {
  type Input,
  PAGE,
  REMAP,
  REMAP_ENABLED,
  REMAP_PAGES,
  REMAP_READ,
  REMAP_STRIDE,
  REMAP_WRITE,
} from '../layout.ts';
import { type Line, list } from './line.ts';
import { getPair, integer, multipleOf, setPair } from './number.ts';
import type { Section } from './section.ts';

const ENABLED = BigInt(REMAP_ENABLED);
const TARGET_BITS = 56n;
/** What follows a target whose direction is not enabled. */
const OFF = 'off';
/** A direction by its word. */
const REGISTERS: Readonly<Record<string, readonly number[]>> = {
  read: [REMAP_READ],
  write: [REMAP_WRITE],
  both: [REMAP_READ, REMAP_WRITE],
};
const DIRECTIONS = list(Object.keys(REGISTERS).map((name) => `${name}=PAGE`));

/**
 * `remap`: where the pages of the remapping region lead, as `0 read=0x80040000 write=0x80041000` or `1 both=0x80042000`;
 * a register that holds a target but does not enable it has `,off` behind it. What is not said has no target.
 */
export const REMAP_WINDOW: Section = {
  name: 'remap',
  repeats: false,
  print(input, out) {
    out.open('remap', 'remap', false);
    for (let page = 0; page < input[REMAP_PAGES]; page++) {
      const at = REMAP + page * REMAP_STRIDE;
      const read = getPair(input, at + REMAP_READ);
      const write = getPair(input, at + REMAP_WRITE);
      const words =
        read === write
          ? [printTarget('both', read)]
          : [printTarget('read', read), printTarget('write', write)];
      out.item(
        `${page}`,
        [`${page}`, ...words].filter((word) => word !== '').join(' '),
        (read | write) !== 0n,
      );
    }
  },
  open() {
    return 'remap';
  },
  item(line, input) {
    const pages = input[REMAP_PAGES];
    const word = line.word('a page of the remapping region');
    if (pages === 0) line.fail('remap pages=… in platform', 'a page of a remapping region that is not there');
    const page = integer(line, word, 0, pages - 1, 'a page of the remapping region');
    readTargets(line, input, REMAP + page * REMAP_STRIDE);
    return `${page}`;
  },
};

/** Empty for a register of 0. */
function printTarget(name: string, register: bigint): string {
  if (register === 0n) return '';
  const target = hex(register & ~ENABLED);
  return (register & ENABLED) === 0n ? `${name}=${target},${OFF}` : `${name}=${target}`;
}

function readTargets(line: Line, input: Input, at: number): void {
  const said = new Set<number>();
  for (let word = line.optionalWord(); word !== undefined; word = line.optionalWord()) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(equals, 0));
    if (!Object.hasOwn(REGISTERS, name)) line.fail(DIRECTIONS);
    if (REGISTERS[name].some((register) => said.has(register))) line.fail('each direction once');
    line.narrow(equals + 1, word.length);
    const value = readTarget(line, word.slice(equals + 1));
    for (const register of REGISTERS[name]) {
      said.add(register);
      setPair(input, at + register, value);
    }
  }
}

function readTarget(line: Line, text: string): bigint {
  const comma = text.indexOf(',');
  const address = comma < 0 ? text : text.slice(0, comma);
  if (comma >= 0 && text.slice(comma + 1) !== OFF) {
    line.narrow(comma + 1, text.length);
    line.fail(OFF);
  }
  line.narrow(0, address.length);
  const target = multipleOf(line, address, BigInt(PAGE), 'a physical address');
  if (target >> TARGET_BITS !== 0n) line.fail('a physical address below 2^56');
  return comma < 0 ? target | ENABLED : target;
}
