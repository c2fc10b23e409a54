import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepRecord } from '../../../src/oracle/hart/step-record.ts';
import { PMP_EXECUTE, PMP_READ, PMP_WRITE, Pmp } from '../../../src/oracle/memory/pmp.ts';

const MML = 1;
const MMWP = 2;
const RLB = 4;
const NA4 = 0x10;
const LOCK = 0x80;
const D = 0x8010_0000 | 0;

type Rights = 'r' | 'w' | 'x';

/**
 * The truth table of Smepmp, told as its text tells it: a rule is for M-mode, for the lower modes, or shared.
 * Returns what `machine` (M-mode, else the lower modes) may do by a pmpcfg byte under MML.
 */
function byText(cfg: number, machine: boolean): string {
  const has = (bit: number): boolean => (cfg & bit) !== 0;
  const [r, w, x, locked] = [has(1), has(2), has(4), has(0x80)];
  const given = `${r ? 'r' : ''}${w ? 'w' : ''}${x ? 'x' : ''}`;
  if (r && w && x && locked) return 'r';
  if (w && !r) return sharedByText(x, locked, machine);
  return locked === machine ? given : '';
}

/** The same for a shared region: W without R. */
function sharedByText(x: boolean, locked: boolean, machine: boolean): string {
  if (locked) return machine && x ? 'rx' : 'x';
  return machine || x ? 'rw' : 'r';
}

function rightsOf(pmp: Pmp, privilege: number): string {
  const bits: [Rights, number][] = [
    ['r', PMP_READ],
    ['w', PMP_WRITE],
    ['x', PMP_EXECUTE],
  ];
  return bits
    .filter(([, right]) => pmp.allows(D, 0, 4, right, privilege))
    .map(([name]) => name)
    .join('');
}

/** A PMP whose entry 0, on D, holds `cfg`, with `mseccfg` written behind it. */
function guarded(cfg: number, mseccfg: number): Pmp {
  const pmp = new Pmp(new StepRecord());
  pmp.reset();
  pmp.writeMseccfg(RLB | (mseccfg & MML));
  pmp.writeAddr(0, D >>> 2, 0);
  pmp.writeCfg(0, cfg);
  pmp.writeMseccfg(mseccfg);
  return pmp;
}

/** Registers as a plain model keeps them. */
class Model {
  mseccfg = 0;
  readonly cfg = new Array<number>(16).fill(0);
  readonly addr = new Array<number>(16).fill(0);

  private isHeld(i: number): boolean {
    return (this.cfg[i] & LOCK) !== 0 && (this.mseccfg & RLB) === 0;
  }

  setMseccfg(value: number): void {
    const anyLock = this.cfg.some((cfg) => (cfg & LOCK) !== 0);
    const mayRelease = (this.mseccfg & RLB) !== 0 || !anyLock;
    this.mseccfg = ((this.mseccfg | value) & (MML | MMWP)) | (mayRelease ? value & RLB : 0);
  }

  setCfg(i: number, value: number): void {
    if (this.isHeld(i)) return;
    const operation = [LOCK, 1, 2, 4].map((bit) => ((value & bit) === 0 ? '0' : '1')).join('');
    const isMachineCode = ['1001', '1010', '1011', '1101'].includes(operation);
    if ((this.mseccfg & MML) !== 0 && (this.mseccfg & RLB) === 0 && isMachineCode) return;
    const isReserved = (value & 3) === 2 && (this.mseccfg & MML) === 0;
    this.cfg[i] = value & (isReserved ? 0x9d : 0x9f);
  }

  setAddr(i: number, value: number): void {
    const isBottom = i < 15 && (this.cfg[i + 1] & 0x18) === 8 && this.isHeld(i + 1);
    if (!this.isHeld(i) && !isBottom) this.addr[i] = value;
  }
}

describe('Smepmp', () => {
  it('gives M-mode and the lower modes the rights of the truth table', () => {
    for (let bits = 0; bits < 16; bits++) {
      const cfg = NA4 | ((bits & 8) << 4) | (bits & 7);
      const pmp = guarded(cfg, MML);
      expect(pmp.readCfg(0) & 0xff).toBe(cfg);
      expect([rightsOf(pmp, 3), rightsOf(pmp, 1), rightsOf(pmp, 0)], `${bits}`).toEqual([
        byText(cfg, true),
        byText(cfg, false),
        byText(cfg, false),
      ]);
    }
  });

  it('leaves M-mode what no entry matches, without code under MML, nothing under MMWP', () => {
    for (const [mseccfg, rights] of [
      [0, 'rwx'],
      [RLB, 'rwx'],
      [MML, 'rw'],
      [MMWP, ''],
      [MML | MMWP, ''],
    ] as const) {
      const pmp = guarded(0, mseccfg);
      expect([rightsOf(pmp, 3), rightsOf(pmp, 1)], `${mseccfg}`).toEqual([rights, '']);
    }
  });

  it('keeps its registers as a plain model does', () => {
    const write = fc.oneof(
      fc.record({ to: fc.constant('mseccfg' as const), i: fc.constant(0), value: fc.nat(15) }),
      fc.record({ to: fc.constant('cfg' as const), i: fc.nat(15), value: fc.nat(255) }),
      fc.record({ to: fc.constant('addr' as const), i: fc.nat(15), value: fc.nat(0xffff) }),
    );
    fc.assert(
      fc.property(fc.array(write, { maxLength: 40 }), (writes) => {
        const pmp = new Pmp(new StepRecord());
        pmp.reset();
        const model = new Model();
        for (const { to, i, value } of writes) {
          if (to === 'mseccfg') {
            pmp.writeMseccfg(value);
            model.setMseccfg(value);
          } else if (to === 'addr') {
            pmp.writeAddr(i, value, 0);
            model.setAddr(i, value);
          } else {
            const first = i & ~3;
            const others = model.cfg.slice(first, first + 4);
            others[i & 3] = value;
            pmp.writeCfg(first, others[0] | (others[1] << 8) | (others[2] << 16) | (others[3] << 24));
            others.forEach((byte, k) => {
              model.setCfg(first + k, byte);
            });
          }
        }
        expect(pmp.mseccfg).toBe(model.mseccfg);
        for (let i = 0; i < 16; i++) {
          expect((pmp.readCfg(i & ~3) >>> (8 * (i & 3))) & 0xff).toBe(model.cfg[i]);
          expect(pmp.readAddrLo(i)).toBe(model.addr[i]);
        }
      }),
      { numRuns: 400 },
    );
  });
});
