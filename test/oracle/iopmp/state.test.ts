import { describe, expect, it } from 'vitest';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_WGCHECKER,
  FEATURE_ADDRH,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_MSI,
  FEATURE_STALL,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_MDCFGLCK,
  IOPMP_MDLCK,
  IOPMP_MDLCKH,
  IOPMP_MSIADDR,
} from '../../../src/input/layout.ts';
import { Iopmp } from '../../../src/oracle/iopmp/iopmp.ts';
import { deviceOf, inputOf } from './configuration.ts';
import { build, runVector } from './vector.ts';

describe('message-signalled interrupts', () => {
  const base = build({ features: FEATURE_MSI });

  function run(config = base, msiaddr = [0x2400_0000, 1], fails = false) {
    const sent: number[][] = [];
    const device = deviceOf(config);
    device.connectMemory({
      storeMessage(lo, hi, data) {
        sent.push([lo >>> 0, hi >>> 0, data]);
        return fails;
      },
    });
    device.writeWord(0x60, (0x155 << 8) | 0xa);
    device.writeWord(0x78, msiaddr[0]);
    device.writeWord(0x7c, msiaddr[1]);
    device.permits(0, 0x1000, 0, 4, 0, false);
    device.fault();
    return { device, sent };
  }

  it('89: are one write of the data', () => {
    const { device, sent } = run();
    expect(sent).toEqual([[0x2400_0000, 1, 0x155]]);
    expect(device.readWord(0x64)).toBe(0x53);
    device.fault();
    expect(sent.length).toBe(1);
  });

  it('go to bits 33:2 without ADDRH', () => {
    const narrow = build({ features: FEATURE_MSI, without: FEATURE_ADDRH });
    const { device, sent } = run(narrow, [0xc900_0000 | 0, 1]);
    expect(sent).toEqual([[0x2400_0000, 3, 0x155]]);
    expect(device.readWord(0x7c)).toBe(0);
  });

  it('91: a failed one is flagged until that is cleared', () => {
    const { device, sent } = run(base, [0, 0], true);
    expect(device.readWord(0x64)).toBe(0x5b);
    device.writeWord(0x64, 8);
    expect(device.readWord(0x64)).toBe(0x53);
    device.writeWord(0x64, 1);
    device.fault();
    expect([sent.length, device.readWord(0x64)]).toEqual([2, 0x5b]);
    device.writeWord(0x64, 1);
    device.fault();
    expect(sent.length).toBe(3);
  });

  it('91: the flag outlives a later record and its message', () => {
    const { device } = run(base, [0, 0], true);
    device.connectMemory({ storeMessage: () => false });
    device.writeWord(0x64, 1);
    device.fault();
    expect(device.readWord(0x64)).toBe(0x5b);
  });

  it('are locked with ERR_CFG', () => {
    const { device } = run();
    device.writeWord(0x60, 1);
    for (const [offset, value] of [
      [0x60, 2],
      [0x78, 7],
      [0x7c, 7],
    ])
      device.writeWord(offset, value);
    expect([0x60, 0x78, 0x7c].map((offset) => device.readWord(offset))).toEqual([1, 0x2400_0000, 1]);
  });
});

describe('without error records', () => {
  it('the registers are not there and nothing interrupts', () => {
    const silent = build({ without: FEATURE_ERR_REC | FEATURE_MFR });
    runVector(silent, [], ['R 1000/4 D5 i r0', '64 = 0', '68 = 0', '6c = 0', '70 = 0', '74 = 0']);
  });
});

describe('reset', () => {
  it('presets what the locks can hold', () => {
    const input = inputOf(build({ mds: 40, features: FEATURE_MSI }));
    input[IOPMP_MDLCK] = -1;
    input[IOPMP_MDLCKH] = -1;
    input[IOPMP_MDCFGLCK] = -1;
    input[IOPMP_ENTRYLCK] = -1;
    input[IOPMP_ERR_CFG] = -1;
    input[IOPMP_MSIADDR] = 5;
    input[IOPMP_MSIADDR + 1] = 6;
    const device = new Iopmp();
    device.reset(input);
    const values = [0x40, 0x44, 0x48, 0x4c, 0x60, 0x78, 0x7c].map((offset) => device.readWord(offset) >>> 0);
    expect(values).toEqual([0xffff_ffff, 0x1ff, 0x7f, 0x1_ffff, 0x7_ff0f, 5, 6]);
    device.writeWord(0x1000, 0);
    expect(device.readWord(0x1000)).toBe(2);
  });

  it('leaves nothing of the run before', () => {
    const [used, fresh] = [deviceOf(build({ features: FEATURE_STALL })), new Iopmp()];
    for (const [offset, value] of [
      [0x30, 3],
      [0x40, 5],
      [0x4c, 9],
      [0x800, 9],
      [0x1000, 5],
      [0x4000, 9],
      [0x4008, 9],
      [0x38, 3],
    ]) {
      used.writeWord(offset, value);
    }
    used.permits(0, 0, 0, 4, 0, false);
    for (let n = 0; n < 3; n++) used.fault();
    const input = inputOf(build({ features: FEATURE_STALL, enabled: false }));
    for (const device of [used, fresh]) device.reset(input);
    for (let offset = 0; offset < 0x4800; offset += 4) {
      if (used.peekWord(offset) !== fresh.peekWord(offset)) throw new Error(`${offset.toString(16)} differs`);
    }
    expect(used.changes).toBe(0);
    expect(Array.from(used.violations)).toEqual([0, 0, 0, 0]);
  });

  it('does not touch an absent device', () => {
    const device = deviceOf(build({}));
    const input = inputOf(build({ bounds: [] }));
    input[DEVICE] = DEVICE_WGCHECKER;
    device.reset(input);
    expect([device.present, device.readWord(0x800)]).toEqual([false, 4]);
    input[DEVICE] = DEVICE_BOTH;
    device.reset(input);
    expect([device.present, device.readWord(0x800)]).toEqual([true, 0]);
  });
});

describe('changes', () => {
  it.each([
    ['an entry', 0x4000, 1],
    ['MDCFG', 0x800, 1],
    ['SRCMD', 0x1000, 4],
    ['a stall', 0x30, 1],
    ['a stalled RRID', 0x38, 0x4000_0000],
  ])('count %s once, and not the same again', (_what, offset, value) => {
    const device = deviceOf(build({ features: FEATURE_STALL }));
    device.writeWord(offset, value);
    expect(device.changes).toBe(1);
    device.writeWord(offset, value);
    expect(device.changes).toBe(1);
  });

  it('do not count what decides nothing', () => {
    const device = deviceOf(build({ features: FEATURE_STALL }));
    device.writeWord(0x38, 0x4000_0008);
    device.writeWord(0x38, 0xc000_0000 | 0);
    for (const offset of [0x40, 0x44, 0x48, 0x4c, 0x60, 0x64, 0x74, 0x78]) device.writeWord(offset, -1);
    expect(device.changes).toBe(0);
  });
});
