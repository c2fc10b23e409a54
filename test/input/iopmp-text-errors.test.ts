import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { parseInput } from '../../src/input/text.ts';

const REGISTERS = 'errors, msi, domain, rrid, domain-rights, entry, locks or enable';
const SPS = 'addrh err-rec non-prio sps';

/** Lines below `device …` of a platform, and the message that they give, without `bad.txt:`. */
// biome-ignore format: a table
const PLATFORM: readonly (readonly [device: string, line: string, message: string])[] = [
  ['iopmp', 'stack iopmp-first', '4:3: found the order of two devices, expected device both above'],
  ['both', 'stack first', '4:9: found "first", expected wgchecker-first or iopmp-first'],
  ['wgchecker', 'rrid hart=1', '4:3: found RRIDs, expected device iopmp or both above'],
  ['iopmp', 'rrid hart=65536', '4:13: found "65536", expected an RRID (0 to 65535)'],
  ['iopmp', 'rrid cpu=1', '4:8: found "cpu=1", expected hart=… or dma=…'],
  ['none', 'engine', '4:9: found nothing, expected off or on'],
  ['none', 'iopmp domains=8', '4:3: found an IOPMP, expected device iopmp or both above'],
  ['none', 'iopmp-features tor', '4:3: found features of an IOPMP, expected device iopmp or both above'],
  ['iopmp', 'iopmp spec=0.8', '4:14: found "0.8", expected 0.7 or 0.8.2'],
  ['iopmp', 'iopmp srcmd=3', '4:15: found "3", expected a number (0 to 2)'],
  ['iopmp', 'iopmp domains=64', '4:17: found "64", expected a number (1 to 63)'],
  ['iopmp', 'iopmp rrids=65', '4:15: found "65", expected a number (1 to 64)'],
  ['iopmp', 'iopmp entries=0', '4:17: found "0", expected a number (1 to 128)'],
  ['iopmp', 'iopmp k=129', '4:11: found "129", expected a number (1 to 128)'],
  ['iopmp', 'iopmp err-data=0x100000000', '4:18: found "0x100000000", expected data (decimal or 0x…, below 2^32)'],
  ['iopmp', 'iopmp =1', '4:9: found "=1", expected spec=…, srcmd=…, mdcfg=…, domains=…, rrids=…, entries=…, k=…, prio=…, transl=…, err-data=…, msi-rrid=… or granule=…'],
  ['iopmp', 'iopmp k', '4:9: found "k", expected spec=…, srcmd=…, mdcfg=…, domains=…, rrids=…, entries=…, k=…, prio=…, transl=…, err-data=…, msi-rrid=… or granule=…'],
  ['iopmp', 'iopmp srcmd=1 rrids=5 domains=4', '4:17: found "rrids=5", expected as many rrids as domains with srcmd=1'],
  ['iopmp', 'iopmp srcmd=2 rrids=33', '4:17: found "rrids=33", expected at most 32 rrids with srcmd=2'],
  ['iopmp', 'iopmp k=2', '4:9: found "k=2", expected k=1 with mdcfg=0'],
  ['iopmp', 'iopmp granule=8', '4:9: found "granule=8", expected granule=4 with spec=0.7'],
  ['iopmp', 'iopmp granule=24 spec=0.8.2', '4:9: found "granule=24", expected a granule that is a power of two'],
  ['iopmp', 'iopmp-features', '4:17: found nothing, expected none, tor, sps, prient-prog, transl, transl-prog, chk-x, no-x, no-w, stall, peis, pees, mfr, msi, non-prio, addrh or err-rec'],
  ['iopmp', 'iopmp-features tor tor', '4:22: found "tor", expected tor once'],
  ['iopmp', 'iopmp spec=0.8.2\n  iopmp-features none tor', '5:23: found "tor", expected the end of the line'],
  ['iopmp', 'iopmp-features none', '4:3: found "iopmp-features none", expected non-prio, addrh and err-rec with spec=0.7'],
  ['iopmp', 'iopmp-features non-prio no-x addrh err-rec', '4:27: found "no-x", expected chk-x with no-x'],
  ['iopmp', 'iopmp-features non-prio transl-prog addrh err-rec', '4:27: found "transl-prog", expected transl with transl-prog'],
  ['iopmp', 'iopmp spec=0.8.2\n  iopmp-features mfr', '5:18: found "mfr", expected err-rec with mfr'],
  ['iopmp', `iopmp srcmd=2\n  iopmp-features ${SPS}`, '5:41: found "sps", expected srcmd=0 with sps'],
  ['iopmp', `iopmp-features ${SPS}\n  iopmp srcmd=2`, '5:3: found "iopmp srcmd=2", expected srcmd=0 with sps'],
];

/** Lines of the section `iopmp` on a board with these lines, and the message for them. */
// biome-ignore format: a table
const SECTION: readonly (readonly [board: string, line: string, message: string])[] = [
  ['device none', 'enable', '5:3: found a register of an IOPMP that is not there, expected device iopmp or both in platform'],
  ['device iopmp', 'disable', `5:3: found "disable", expected ${REGISTERS}`],
  ['device iopmp', 'constructor', `5:3: found "constructor", expected ${REGISTERS}`],
  ['device iopmp', 'enable on', '5:10: found "on", expected the end of the line'],
  ['device iopmp', 'enable\n  enable', '6:3: found a second "enable", expected it once'],
  ['device iopmp', 'errors ie re', '5:13: found "re", expected ie, rs, msi, stall-faults, lock, data=… or +0x…'],
  ['device iopmp', 'errors ie ie', '5:13: found "ie", expected ie once'],
  ['device iopmp', 'errors ie=1', '5:10: found "ie=1", expected ie, rs, msi, stall-faults, lock, data=… or +0x…'],
  ['device iopmp', 'errors data=0x800', '5:15: found "0x800", expected the data of the MSI (0 to 2047)'],
  ['device iopmp', 'errors +0x20 +0x40', '5:16: found "+0x40", expected +0x… once'],
  ['device iopmp', 'errors +0x1ffffffff', '5:11: found "0x1ffffffff", expected bits (decimal or 0x…, below 2^32)'],
  ['device iopmp', 'msi', '5:6: found nothing, expected the address registers of the MSI'],
  ['device iopmp', 'domain 8 to=1', '5:10: found "8", expected a domain of this IOPMP (0 to 7)'],
  ['device iopmp', 'domain 7 to=65536', '5:15: found "65536", expected an entry (0 to 65535)'],
  ['device iopmp\n  iopmp mdcfg=1', 'domain 0 to=1', '6:3: found the end of a domain without an MDCFG table, expected mdcfg=0 in platform'],
  ['device iopmp', 'rrid 8', '5:8: found "8", expected an RRID of this IOPMP (0 to 7)'],
  ['device iopmp', 'rrid 0 domains=63', '5:18: found "63", expected a domain (0 to 62)'],
  ['device iopmp', 'rrid 0 domains=0,', '5:20: found nothing, expected a domain (0 to 62)'],
  ['device iopmp', 'rrid 0 domains=0x5,1', '5:18: found "0x5,1", expected a register pair or domains like 0,2 (decimal or 0x…, below 2^64)'],
  ['device iopmp', 'rrid 0 read=0', '5:10: found "read=0", expected lock or domains=…'],
  ['device iopmp', 'rrid 0 lock lock', '5:15: found "lock", expected lock once'],
  [`device iopmp\n  iopmp-features ${SPS}`, 'rrid 0 execute=0', '6:10: found "execute=0", expected lock, domains=…, read=… or write=…'],
  ['device iopmp\n  iopmp srcmd=2', 'rrid 0 domains=0', '6:3: found a row of an RRID with srcmd=2, expected srcmd=0 in platform'],
  ['device iopmp\n  iopmp srcmd=1', 'rrid 0 domains=0', '6:3: found a row of an RRID with srcmd=1, expected srcmd=0 in platform'],
  ['device iopmp', 'domain-rights 0 0:rw', '5:3: found the rights in a domain with srcmd=0, expected srcmd=2 in platform'],
  ['device iopmp\n  iopmp srcmd=2', 'domain-rights 8 0:rw', '6:17: found "8", expected a domain of this IOPMP (0 to 7)'],
  ['device iopmp\n  iopmp srcmd=2', 'domain-rights 0 0:--', '6:19: found "0:--", expected RRID:r-, RRID:-w or RRID:rw'],
  ['device iopmp\n  iopmp srcmd=2', 'domain-rights 0 32:rw', '6:19: found "32", expected an RRID (0 to 31)'],
  ['device iopmp\n  iopmp srcmd=2', 'domain-rights 0 1:r- 1:-w', '6:24: found "1", expected each RRID once'],
  ['device iopmp', 'entry 32 off 0x0 ---', '5:9: found "32", expected an entry of this IOPMP (0 to 31)'],
  ['device iopmp', 'entry 0 napot 0x80000000/6K r--', '5:28: found "6K", expected a size that is a power of two, 8 to 16E'],
  ['device iopmp', 'entry 0 tor 0x80000000', '5:25: found nothing, expected rights like r-x'],
  ['device iopmp', 'entry 0 tor 0x80000000 rw', '5:26: found "rw", expected rights like r-x'],
  ['device iopmp', 'entry 0 tor 0x80000000 rw- suppress=ir,wi', '5:42: found "wi", expected ir, iw, ix, er, ew or ex'],
  ['device iopmp', 'entry 0 tor 0x80000000 rw- user=1', '5:30: found "user=1", expected suppress=… or +0x…'],
  ['device iopmp', 'locks domains=64', '5:17: found "64", expected a domain (0 to 62)'],
  ['device iopmp', 'locks mdcfg=64', '5:15: found "64", expected how many are locked (0 to 63)'],
  ['device iopmp', 'locks entries=1+x', '5:17: found "1+x", expected a number, then bits (decimal or 0x…, below 2^32)'],
  ['device iopmp', 'locks sealed=domain', '5:16: found "domain", expected domains, mdcfg or entries'],
];

describe('a bad IOPMP', () => {
  it.each(PLATFORM)('in platform, device %s: %s', (device, line, message) => {
    expect(messageOf(`iommufuzz 1\nplatform\n  device ${device}\n  ${line}\n`)).toBe(`bad.txt:${message}`);
  });

  it.each(SECTION)('in its section, %s: %s', (board, line, message) => {
    expect(messageOf(`iommufuzz 1\nplatform\n  ${board}\niopmp\n  ${line}\n`)).toBe(`bad.txt:${message}`);
  });

  it('is found in time linear in the text', () => {
    const longLists = [
      `rrid 0 domains=${'1,'.repeat(40_000)}`,
      `entry 0 off 0x0 --- suppress=${'ir,'.repeat(30_000)}`,
      `locks sealed=${'mdcfg,'.repeat(15_000)}`,
      `errors ${'ie '.repeat(30_000)}`,
    ];
    for (const line of longLists)
      expect(messageOf(`iommufuzz 1\nplatform\n  device iopmp\niopmp\n  ${line}`)).toMatch(
        /^bad\.txt:5:\d+: /,
      );
  });
});

function messageOf(text: string): string {
  try {
    parseInput(text, 'bad.txt');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'no error';
}
