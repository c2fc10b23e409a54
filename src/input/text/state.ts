import { hex } from '../../bits/word.ts';
import { registerName, registerNumber } from '../../isa/registers.ts';
import { emptyInput } from '../empty.ts';
import { CSR_PRESENT, CSRS, HAS_STOP, INITIAL_CSRS, type Input, MODE, PC, REGS, STOP } from '../layout.ts';
import { printCsr, readCsr } from './csr.ts';
import { type Line, list } from './line.ts';
import { getPair, multipleOf, plain, setPair, u64 } from './number.ts';
import type { Section } from './section.ts';

/** Privilege by the value of MODE. */
const MODES: readonly string[] = ['U', 'S', '', 'M'];
const CSR_NAMES: readonly string[] = INITIAL_CSRS;
const REGISTERS = 32;
const DEFAULT: Readonly<Input> = emptyInput();
const DEFAULT_PC = getPair(DEFAULT, PC);

/**
 * `state`: the hart before the first instruction: `mode`, `pc`, `stop` (the virtual address where the run ends), the
 * CSRs that are written, and registers that are not 0.
 */
export const STATE: Section = {
  name: 'state',
  repeats: false,
  print(input, out) {
    out.open('state', 'state', false);
    out.item('mode', `mode ${MODES[input[MODE]]}`, input[MODE] !== DEFAULT[MODE]);
    const pc = getPair(input, PC);
    out.item('pc', `pc ${hex(pc)}`, pc !== DEFAULT_PC);
    if (input[HAS_STOP] === 1) out.item('stop', `stop ${hex(getPair(input, STOP))}`);
    INITIAL_CSRS.forEach((name, i) => {
      const present = ((input[CSR_PRESENT] >> i) & 1) === 1;
      if (present) out.item(name, `${name} ${printCsr(name, getPair(input, CSRS + 2 * i))}`);
    });
    for (let i = 1; i < REGISTERS; i++) {
      const at = REGS + 2 * i;
      const name = registerName(i);
      const isSet = (input[at] | input[at + 1]) !== 0;
      if (out.prints(name, isSet)) out.item(name, `${name} ${plain(getPair(input, at))}`, isSet);
    }
  },
  open() {
    return 'state';
  },
  item(line, input) {
    const name = line.word('mode, pc, stop, a CSR or a register');
    if (name === 'mode') readMode(line, input);
    else if (name === 'pc') setPair(input, PC, multipleOf(line, line.word('an address'), 2n, 'an address'));
    else if (name === 'stop') readStop(line, input);
    else if (CSR_NAMES.includes(name)) readInitialCsr(line, input, name);
    else return readRegister(line, input, name);
    return name;
  },
};

function readMode(line: Line, input: Input): void {
  const mode = MODES.indexOf(line.word('M, S or U'));
  if (mode < 0) line.fail('M, S or U');
  input[MODE] = mode;
}

function readStop(line: Line, input: Input): void {
  setPair(input, STOP, u64(line, line.word('an address'), 'an address'));
  input[HAS_STOP] = 1;
}

function readInitialCsr(line: Line, input: Input, name: string): void {
  const index = CSR_NAMES.indexOf(name);
  setPair(input, CSRS + 2 * index, readCsr(line, name));
  input[CSR_PRESENT] |= 1 << index;
}

function readRegister(line: Line, input: Input, name: string): string {
  const register = registerNumber(name) ?? 0;
  if (register === 0) line.fail(`mode, pc, stop, ${list([...CSR_NAMES, 'x1..x31 (ra, sp, a0, …)'])}`);
  setPair(input, REGS + 2 * register, u64(line, line.word('a value'), 'a value'));
  return registerName(register);
}
