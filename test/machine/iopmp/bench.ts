import { Comparisons } from '../../../src/machine/comparisons.ts';
import type { Quirks } from '../../../src/machine/design.ts';
import { ALLOW_AMO, ALLOW_R, ALLOW_W, ALLOW_X, Iopmp } from '../../../src/machine/devices/iopmp/iopmp.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { FETCH, LOAD, STOPS, STORE } from '../../../src/machine/status.ts';
import { type Board, inputOf } from './board.ts';

const PAGE = 4096;
const ERR_INFO = 0x64;
const ERR_REQID = 0x70;

/** Access letters of iopmp.md 7: type, ttype of the record, what must be allowed. */
const ACCESSES = {
  R: { access: LOAD, ttype: 1, need: ALLOW_R },
  W: { access: STORE, ttype: 2, need: ALLOW_W },
  X: { access: FETCH, ttype: 3, need: ALLOW_X },
  A: { access: STORE, ttype: 2, need: ALLOW_AMO },
} as const;

type Letter = keyof typeof ACCESSES;

const SUPPRESSION = { sire: 5, siwe: 6, sixe: 7, sere: 8, sewe: 9, sexe: 10 } as const;

/** An IOPMP with what it is wired to, driven by the lines that iopmp.md 7 writes its vectors in. */
export class Bench {
  readonly device: Iopmp;
  interrupts = 0;
  stop = '';
  /** Kept page verdicts, as a TLB keeps them until rules change. */
  private readonly cache = new Map<string, number>();
  readonly messages: string[] = [];
  /** MSI writes fail. */
  private isDeaf = false;

  constructor(board: Board, quirks: Quirks) {
    this.device = new Iopmp({
      quirks,
      probe: SILENT,
      comparisons: new Comparisons(),
      listener: { rulesChanged: () => this.cache.clear() },
      line: { raise: () => this.interrupts++ },
      fate: { die: (stop) => this.die(stop) },
      msi: { sendMsi: (address, data, rrid) => this.hearMsi(address, data, rrid) },
    });
    this.device.reset(inputOf(board));
    this.programB0(board);
  }

  /** Runs the lines; gives each back with what was seen instead of what was expected after its colon. */
  run(lines: readonly string[]): string[] {
    return lines.map((line) => this.line(line));
  }

  /** Domains of four entries each, RRID s has domain s, ie = 1. */
  private programB0({ mds = 8, rrids = 8 }: Board): void {
    for (let m = 0; m < mds; m++) this.device.write32(0x800 + 4 * m, 4 * (m + 1));
    for (let s = 0; s < Math.min(8, rrids); s++) this.device.write32(0x1000 + 32 * s, 1 << (s + 1));
    this.device.write32(0x60, 2);
  }

  private line(line: string): string {
    const [step = ''] = line.split(': ');
    if (this.stop !== '') return `${step}: ${this.stop}`;
    const [word = '', ...rest] = step.split(' ');
    const told = this.say(word, rest);
    if (this.stop !== '') return `${step}: ${this.stop}`;
    return told === '' ? step : `${step}: ${told}`;
  }

  private say(word: string, rest: readonly string[]): string {
    if (word === 'enable') return this.enable();
    if (word === 'deaf') {
      this.isDeaf = true;
      return '';
    }
    if (word === 'interrupts') return String(this.interrupts);
    if (word === 'messages') return this.messages.join(' | ') || 'none';
    if (word === 'start' || word === 'end') return this.announce(rest, word === 'end');
    if (word === 'then') return this.access(rest);
    if (/^e\d+=/.test(word)) return this.entry(word, rest);
    const register = word.match(/^\[(\w+)\](?:=(\w+))?$/);
    if (register !== null) return this.register(hex(register[1]), register[2]);
    this.device.write32(ERR_INFO, 9);
    return this.access([word, ...rest]);
  }

  private enable(): string {
    if (this.device.isPosted) this.device.write32(0x08, 0x8000_0000 | 0);
    else this.device.write32(0x08, 1);
    return '';
  }

  private announce([rrid = '', first = '', last = '']: readonly string[], isEnd: boolean): string {
    this.device.message(Number(rrid), hex(first), hex(last), isEnd);
    return '';
  }

  private register(offset: number, value: string | undefined): string {
    if (value === undefined) return (this.device.read32(offset) >>> 0).toString(16);
    this.device.write32(offset, hex(value) | 0);
    return '';
  }

  /** `e0=NAP8@1000 rw+sire`: mode and what it is to hold, rights and suppression bits; `e0=TOR 1000 rw`. */
  private entry(word: string, rest: readonly string[]): string {
    const [name = '', spelled = ''] = word.slice(1).split('=');
    const [mode = '', at] = spelled.split('@');
    const words = at === undefined ? rest : [at, ...rest];
    const [base = '0', rights = ''] = words;
    const offset = 0x4000 + 16 * Number(name);
    const { field, addr } = spell(mode, hex(base));
    const [access = '', ...bits] = rights.split('+');
    let cfg = field << 3;
    if (access.includes('r')) cfg |= 1;
    if (access.includes('w')) cfg |= 2;
    if (access.includes('x')) cfg |= 4;
    for (const bit of bits) cfg |= 1 << SUPPRESSION[bit as keyof typeof SUPPRESSION];
    this.device.write32(offset, addr | 0);
    this.device.write32(offset + 4, Math.floor(addr / 2 ** 32));
    this.device.write32(offset + 8, cfg);
    return '';
  }

  /** `R1 1000/8`: P or D and what is not the default of a denial. */
  private access([who = '', where = '']: readonly string[]): string {
    const kind = ACCESSES[who[0] as Letter];
    const rrid = Number(who.slice(1));
    const [start = '', bytes = ''] = where.split('/');
    const address = hex(start);
    const size = Number(bytes);
    if (this.device.holds(rrid)) return 'held';
    if ((this.allowed(rrid, address, size) & kind.need) === kind.need) return 'P';
    const before = { record: this.device.read32(ERR_INFO) & 1, sv: [...this.device.sv], raised: this.raised };
    const wide = this.device.quirks['refused-by-words'] ? 4 : 8;
    let busError = false;
    for (let at = address; at < address + size; at += wide) {
      const piece = Math.min(wide, address + size - at);
      const { access } = kind;
      busError = this.device.refuse(rrid, address, size, at, piece, access, who[0] === 'A') || busError;
    }
    const words = ['D'];
    const record = this.device.read32(ERR_INFO);
    const isFirst = before.record === 0 && (record & 1) === 1;
    if (isFirst) words.push(...this.recorded(record, kind.ttype));
    if (!busError) words.push('F');
    if (this.raised === before.raised) words.push('i');
    const isLogged = this.device.sv.some((bits, i) => bits !== before.sv[i]);
    if (!isFirst) words.push(isLogged ? 'r2' : 'r0');
    return words.join(' ');
  }

  private get raised(): number {
    return this.interrupts + this.messages.length;
  }

  private recorded(record: number, ttype: number): string[] {
    const etype = (record >>> 4) & 15;
    const words = [String(etype)];
    if (etype <= 4) words.push(`e${this.device.read32(ERR_REQID) >>> 16}`);
    if (((record >>> 1) & 3) !== ttype) words.push(`t${(record >>> 1) & 3}`);
    return words;
  }

  private allowed(rrid: number, address: number, size: number): number {
    const page = Math.floor(address / PAGE) * PAGE;
    const kept = this.cache.get(`${rrid} ${page}`);
    if (kept !== undefined && address + size <= page + PAGE) return kept;
    const byByte = this.device.quirks['length-unknown'];
    const allowed = byByte ? this.device.match(rrid, address) : this.device.allowed(rrid, address, size);
    const holds = byByte ? this.device.wholePage : this.device.isUniform(rrid, page);
    if (holds && address + size <= page + PAGE) this.cache.set(`${rrid} ${page}`, allowed);
    return allowed;
  }

  private hearMsi(address: number, data: number, rrid: number): boolean {
    this.messages.push(`${address.toString(16)} ${data.toString(16)} of ${rrid}`);
    return this.isDeaf;
  }

  private die(stop: number): number {
    this.stop = STOPS[stop].name;
    return stop;
  }
}

function hex(text = ''): number {
  return Number.parseInt(text.replaceAll('_', ''), 16);
}

/** Field a and word address of OFF, TOR, NA4 and NAPn[K]. */
function spell(mode: string, base: number): { field: number; addr: number } {
  if (mode === 'OFF') return { field: 0, addr: base / 4 };
  if (mode === 'TOR') return { field: 1, addr: base / 4 };
  if (mode === 'NA4') return { field: 2, addr: base / 4 };
  const [, count = '', kilo = ''] = mode.match(/^NAP(\d+)(K?)$/) ?? [];
  const size = Number(count) * (kilo === 'K' ? 1024 : 1);
  return { field: 3, addr: base / 4 + size / 8 - 1 };
}
