import type { Vector } from './vector.ts';

/** 1 MiB of code for WID 3: what M-mode runs in once the bypass slot is off. */
const CODE = '1:{0x2001_FFFF,0xC0,3} 16.CFG=0';
/** Data page D reached through V, tables from D+0x4000 on; its leaf PTE lies at D+0x6000. */
const PAGED = {
  state: ['satp sv39 root=0x80104000'],
  maps: ['tables 0x80104000', '0x40000000 -> 0x80100000 rw---ad 4K'],
};
const FRESH = { ...PAGED, maps: ['tables 0x80104000', '0x40000000 -> 0x80100000 rw----- 4K'] };
/** A page of S-mode code: `ecall` at its start. */
const ECALL = { code: ['code 0x80100000', '  ecall'] };
/** `ebreak` across the end of page D; with its upper half 0 it is `ecall`. */
const EBREAK = { code: ['code 0x80100ffe', '  ebreak'] };
/** The base checks: the checker lets WID 3 through. */
const WID3 = ['mlwid 3'];

/** worldguard.md section 9 without what needs the hypervisor extension or a second hart. */
// biome-ignore format: a table
export const VECTORS: readonly Vector[] = [
  // A. Matching and permission
  { id: '1', does: 'W0 R D; ERRCAUSE?', spec: 'silent / 0x0' },
  { id: '2', slots: '0.CFG=0xF00', does: 'W0 R D; ERRCAUSE?', spec: 'silent / 0x0' },
  { id: '3', slots: `${CODE} 0.CFG=0x500`, does: 'W0 R D; ERRCAUSE?; ERRADDR?; IRQ?',
    spec: '5 / 0xc000000000000100 / D / irq 15' },
  { id: '4', slots: `${CODE} 0.CFG=0x500`, does: 'W0 W D; ERRCAUSE?', spec: 'silent / 0x0' },
  { id: '5', slots: `${CODE} 0.CFG=0x500`, does: 'W3 R D; ERRCAUSE?', spec: '5 / 0xc000000000000103' },
  { id: '6', slots: '1:{0x2004_01FF,1,3}', does: 'W0 R D; W0 R D+0xFF8', spec: 'ok / ok' },
  { id: '7', slots: '1:{0x2004_01FF,1,3}', does: 'W0 R D+0x1000; W0 W D', spec: 'silent / silent' },
  { id: '8', slots: '1:{0x2004_01FF,2,3}', does: 'W0 W D; W0 R D', spec: 'ok / silent' },
  { id: '10', slots: '1:{0x2004_01FF,0,0x103} 2:{0x2004_01FF,0,0x403}', does: 'W0 R D; ERRCAUSE?; IRQ?',
    spec: '5 / 0xc000000000000100 / irq 15' },
  { id: '11', slots: '1:{0x2004_01FF,0,0x103} 2:{0x2004_01FF,0,0x403}', does: 'W0 W D; ERRCAUSE?', spec: 'silent / 0x0' },
  { id: '13', slots: '1:{0x2004_01FF,0xFF,0}', does: 'W0 R D', spec: 'silent' },
  { id: '14', slots: '3:{(D+0x1000)>>2,0xFF,0} 4:{(D+0x2000)>>2,3,1}', does: 'W0 R D; W0 R D+0x1000; W0 R D+0x2000',
    spec: 'silent / ok / silent' },
  { id: '16', slots: '1:{0x2004_01FF,0,3} 2:{(D+0x3000)>>2,3,1}',
    does: 'W0 R D; W0 R D+0x1000; W0 R D+0x2FF8; W0 R D+0x3000', spec: 'silent / ok / ok / silent' },
  { id: '17', slots: '1:{0x2004_03FF,0,3} 2:{(D+0x3000)>>2,3,1}', does: 'W0 R D+0x1000; W0 R D+0x2000', spec: 'silent / ok' },
  { id: '19', slots: '1:{0x0FFF_FFFF_FFFF_FFFF,3,3}', does: 'W0 R D', spec: 'ok' },
  { id: '20', slots: '1:{0x1FFF_FFFF_FFFF_FFFF,3,3}', does: 'W0 R D', spec: 'ok', qemu: 'silent' },
  { id: '22', slots: '1:{0x1FFF_FFFF_FFFF_FFFF,0,3} 2:{(D+0x1000)>>2,3,1}', does: 'W0 R D', spec: 'silent', qemu: 'ok' },
  { id: '23', slots: '1:{0x2004_01FF,0x0C,3}', does: 'W0 R D; W1 R D; W2 R D', spec: 'silent / ok / silent' },
  { id: '25', slots: '16.CFG=0xF01 1:{0x2004_01FF,3,3}', does: 'W0 R D; 1.CFG := 0; W0 R D', spec: 'ok / 5' },

  // B. Registers
  { id: '26', does: '4B 0x00?; 4B 0x04?; 4B 0x08?', spec: '0x0 / 0x0 / 0x10' },
  { id: '28', does: '1B 0x08?', spec: '5', or: ['0x10'] },
  { id: '29', slots: '1:{0x3_2004_01FF,0x57,3}', does: '8B 0x24?; 8B 0x44?', spec: '0x0 / 0x5700000003' },
  { id: '31', does: '3.CFG := 0x7FFF_FFFF; 3.CFG?', spec: '0xf03' },
  { id: '32', does: '3.PERM := -1; 3.PERM?', spec: '0xff' },
  { id: '34', does: '0.CFG := 0x8000_0F03; 0.CFG?; 0.CFG := 0; 0.CFG?; 0.ADDR := 0x123; 0.ADDR?',
    spec: '0x80000f00 / 0x80000f00 / 0x0' },
  { id: '35', slots: '5:{D>>2,3,0x8000_0000}',
    does: '5.ADDR := 0x123; 5.PERM := 0x30; 5.CFG := 3; 5.ADDR?; 5.PERM?; 5.CFG?', spec: '0x20040000 / 0x3 / 0x80000000' },
  { id: '37', does: '0.ADDR := 0x123; 0.ADDR?', spec: '0x0', qemu: '0x123' },
  { id: '38', does: '0.PERM := 0xFF; 0.PERM?; W0 R D', spec: '0x0 / silent', qemu: '0xff / silent' },
  { id: '40', does: '1.CFG := 1; 1.ADDR := 0x2004_03FF; 1.ADDR?', spec: '0x20040000' },
  { id: '41', does: '1.CFG := 3; 1.ADDR := 0x2004_0000; 1.ADDR?', spec: '0x200401ff' },
  { id: '42', does: '1.CFG := 2; 1.ADDR := 0x2004_0003; 1.ADDR?; 1.CFG?', spec: '0x200401ff / 0x3', qemu: '0x200401ff / 0x2' },
  { id: '43', does: '1.ADDR.lo := 0x1234_5678; 1.ADDR.hi := 1; 1.ADDR?; 1.ADDR.hi := 0x4000_0000; 1.ADDR?',
    spec: '0x112345678 / 0x12345678', qemu: '0x112345678 / 0x0' },
  { id: '44', does: 'ERRCAUSE := -1; ERRCAUSE?; IRQ?', spec: '0xc0000000000003ff / irq 15' },

  // C. Reporting
  { id: '46', slots: '16.CFG=0xF01', does: 'W0 W D+0x1000; ERRCAUSE?; ERRADDR?; IRQ?',
    spec: '7 / 0xc000000000000200 / D+0x1000 / irq 15' },
  { id: '47', slots: '16.CFG=0xF01', does: 'W0 W D+0x1000; W0 R D+0x2000; ERRCAUSE?; ERRADDR?',
    spec: '7 / 5 / 0xc000000000000200 / D+0x1000' },
  { id: '48', slots: '16.CFG=0xF01', does: 'W0 W D+0x1000; ERRCAUSE.hi := 0; ERRCAUSE?; W0 R D+0x2000; ERRCAUSE?; ERRADDR?',
    spec: '7 / 0x200 / 5 / 0xc000000000000100 / D+0x2000' },
  { id: '49', slots: '16.CFG=0x401', does: 'W0 R D+0x1008; ERRCAUSE?; IRQ?', spec: 'silent / 0x8000000000000100 / irq 15' },
  { id: '50', slots: '16.CFG=0x401', does: 'W0 R D+0x1008; W0 W D; W0 R D; ERRCAUSE?; ERRADDR?',
    spec: 'silent / silent / silent / 0x8000000000000100 / D+0x1008' },
  { id: '51', slots: '16.CFG=0x101', does: 'W0 R D; ERRCAUSE?; 16.CFG := 0x401; W0 R D; IRQ?; ERRCAUSE?',
    spec: '5 / 0x4000000000000100 / silent / - / 0x4000000000000100' },
  { id: '52', slots: '16.CFG=0xF01', does: 'W0 R D+0x1003; ERRADDR?', spec: '5 / D+0x1000' },
  { id: '53', slots: '1:{0x2004_01FF,3,3} 16.CFG=0xF01', does: 'W0 W D+0xFFC; ERRADDR?; [D+0xFF8]?; [D+0x1000]?',
    spec: '7@D+0x1000 / D+0x1000 / 0x6566676800000005 / 0x2122232400000005',
    or: ['7@D+0x1000 / D+0x1000 / 0x2122232400000005 / 0x2122232400000005'] },
  { id: '54', slots: '1:{0x2004_01FF,3,3} 16.CFG=1', does: 'W0 W D+0xFFC; [D+0xFF8]?; [D+0x1000]?',
    spec: 'part / 0x6566676800000005 / 0x2122232400000005' },

  // D. Fetch
  { id: '55', slots: '1:{0x2004_01FF,0,0x103}', does: 'W0 X D; ERRCAUSE?', spec: '1 / 0x4000000000000100', with: ECALL },
  { id: '56', slots: '1:{0x2004_01FF,0,3}', does: 'W0 X D; ERRCAUSE?', spec: '2@0x0 / 0x0', with: ECALL },
  { id: '58', slots: '1:{0x2004_01FF,1,3} 2:{0x2004_05FF,0,0x103}', does: 'W0 X D+0xFFE; mepc?',
    spec: '1@D+0x1000 / D+0xffe', with: EBREAK },
  { id: '59', slots: '1:{0x2004_01FF,1,3} 2:{0x2004_05FF,0,3}', does: 'W0 X D+0xFFE', spec: '9', with: EBREAK },

  // E. AMO, LR and SC: the word at D is 5, rs2 is 7
  { id: '61', slots: '1:{0x2004_01FF,1,3}', does: 'W0 amoadd.w D; [D]?', spec: '0x5 / 0x2122232400000005' },
  { id: '62', slots: '1:{0x2004_01FF,2,3}', does: 'W0 amoadd.w D; [D]?', spec: '0x0 / 0x2122232400000007',
    or: ['0x0 / 0x2122232400000005'] },
  { id: '64', slots: '1:{0x2004_01FF,1,3}', does: 'W0 lr.w D; W0 sc.w D; [D]?', spec: '0x5 / 0x0 / 0x2122232400000005',
    or: ['0x5 / 0x1 / 0x2122232400000005'] },
  { id: '65', slots: '1:{0x2004_01FF,0,0x303}', does: 'W0 amoadd.w D; ERRCAUSE?; [D]?',
    spec: '7 / 0x4000000000000100 / 0x2122232400000005' },

  // F. WID CSRs
  { id: '67', does: 'mlwid := 0x13; mlwid?', spec: '0x0', or: ['0x3'] },
  { id: '68', slots: '1:{0x2004_01FF,0xFF,3}', does: 'mlwid := 67; mlwid?; S R D', spec: '0x0 / ok', or: ['0x3 / ok'],
    qemu: '0x43 / wid-out-of-range' },
  { id: '70', does: 'mwiddeleg := -1; mwiddeleg?', spec: '0xf' },
  { id: '71', does: 'mwiddeleg := 6; slwid?; slwid?', spec: '0x1 / 0x1', qemu: '0x0 / 0x1' },
  { id: '73', slots: '1:{0x2004_01FF,0xFF,3}', does: 'mwiddeleg := 6; slwid := 65; slwid?; U R D', spec: '0x1 / ok',
    qemu: '0x41 / wid-out-of-range' },
  { id: '74', does: 'mwiddeleg := 0; slwid?', spec: '2@0x19002573' },
  { id: '75', mwidlist: '0,1', does: 'mlwid?; mlwid?', spec: '0x0 / 0x0', or: ['0x1 / 0x1'], qemu: '0x3 / 0x0' },
  { id: '76', mwidlist: '0,1', does: 'mwiddeleg := -1; mwiddeleg?', spec: '0x3' },
  { id: '78', slots: '1:{0x2004_01FF,0x0C,3}', does: 'mwiddeleg := 2; slwid := 1; U R D', spec: 'ok' },
  { id: '80', slots: '1:{0x2004_01FF,0x0C,3}', does: 'mwiddeleg := 2; slwid := 1; S R D', spec: 'silent' },
  { id: '81', slots: '1:{0x2004_01FF,3,3}',
    does: 'mwiddeleg := 2; slwid := 1; mwiddeleg := 0; U R D; mwiddeleg := 2; U R D; sfence; U R D',
    spec: 'ok / silent / silent', qemu: 'ok / ok / silent' },

  // G. Page-table walks
  { id: '82', slots: '1:{0x2004_01FF,3,3} 16.CFG=0xF01', does: 'W0 R V; ERRCAUSE?; [D+0x6000]?; W0 W V; [D+0x6000]?', with: FRESH,
    spec: '5 / 0xc000000000000100 / 0x20040007 / 7 / 0x20040007', qemu: 'ok / 0x0 / 0x20040047 / ok / 0x200400c7' },
  { id: '83', slots: `${CODE} 2:{0x2004_0FFF,3,0x503}`, does: 'W0 R V; ERRCAUSE?; ERRADDR?', with: PAGED,
    spec: 'ok / 0x0 / 0x0', qemu: '13 / 0xc000000000000103 / D+0x4008' },
  { id: '85', slots: `${CODE} 2:{0x2004_01FF,3,3} 3:{0x2004_17FF,0x41,3}`,
    does: 'W0 R V; [D+0x6000]?; W0 W V; [D+0x6000]?', with: FRESH,
    spec: '5 / 0x20040007 / 7 / 0x20040007', qemu: 'ok / 0x20040047 / ok / 0x200400c7' },
  { id: '85 A/D off', slots: `${CODE} 2:{0x2004_01FF,3,3} 3:{0x2004_17FF,0x41,3}`, does: 'W0 R V; [D+0x6000]?',
    with: { ...FRESH, platform: ['hart svade'] }, spec: '13 / 0x20040007' },
  { id: '86', slots: '1:{0x2004_01FF,3,3}', does: 'W0 R V', with: PAGED, spec: '13', qemu: 'ok' },
  { id: '86 WID 3', slots: `${CODE} 2:{0x2004_01FF,3,3} 3:{0x2004_17FF,3,3}`, does: 'W0 R V', with: PAGED, spec: 'ok', qemu: '13' },

  // H. DMA, UART, flash, ranges within a page
  { id: '88', does: '9.ADDR?', with: { events: ['at 0 dma-write 0x06000140 8 0x200401ff'] },
    spec: '0x0', qemu: '0x200401ff' },
  { id: '89', granule: 4, program: 'rom', slots: '16.CFG=0 2:{(D+0x100)>>2,0xC0,3} 0.CFG=0xF00',
    does: 'ERRCAUSE?; ERRADDR?; [D+0xF8]?; [D+0x100]?; [D+0x108]?; [D+0x130]?; [D+0x138]?',
    with: { platform: ['dma wid=3'], events: ['at 0 dma-write 0x801000f8 64 0x99'] },
    spec: '0xc000000000000203 / D+0xf8 / 0x0 / 0x99 / 0x0 / 0x0 / 0x0',
    qemu: '0xc000000000000203 / D+0xf8 / 0x0 / 0x99 / 0x99 / 0x99 / 0x0' },
  { id: '91', slots: 'UART.1:{TOP>>2,0xFF,1}', does: 'W0 R1 UART+5', spec: '0x60' },
  { id: '92', slots: 'UART.1:{TOP>>2,0xFF,1}', does: 'M W1 UART+3; UART.0.ADDR := 0x1000_0004>>2; W3 R1 UART+3; W3 R1 UART+5',
    spec: '0x68 / 0x60', qemu: '0x0 / 0x60' },
  { id: '94', slots: 'FLASH.16.CFG=0x101', does: 'W0 R 0x2000_0000; W0 R 0x2200_0010; FLASH.ERRADDR?',
    with: { platform: ['flash 4K'] }, spec: '5 / 5 / 0x20000000' },
  { id: '95', slots: '1:{(D+0x800)>>2,3,1}', does: 'W0 R D+0xC00', spec: 'silent', qemu: 'ok' },
  { id: '95 G=4', granule: 4, slots: '1:{(D+0x800)>>2,3,1}', does: 'W0 R D+0xC00', spec: 'silent', qemu: 'ok' },
  { id: '97', slots: '1:{D>>2,3,2}', does: 'W0 R D+0xFF8; 1.CFG?', spec: 'ok / 0x3', qemu: 'ok / 0x2' },
  { id: '97 G=4', granule: 4, slots: '1:{D>>2,3,2}', does: 'W0 R D+0xFF8; 1.CFG?', spec: 'silent / 0x2', qemu: 'ok / 0x2' },
  { id: '98', granule: 4, slots: '1:{D>>2,3,2} 16.CFG=0xF01', does: '1.ADDR := D>>2; 1.ADDR?; W0 R4 D; W0 R4 D+0x7FC; ERRCAUSE?',
    spec: '0x20040000 / ok / 5 / 0xc000000000000100', qemu: '0x200401ff / 5 / silent / 0xc000000000000100' },
  { id: '100', granule: 4, slots: '1:{(D+0x100)>>2,3,0xF03}', does: 'W0 R D+0x100; ERRCAUSE?', spec: 'ok / 0x0', qemu: 'silent / 0x0' },

  // P. Base checks
  { id: 'P1', does: 'S R D; M R D', with: { state: WID3, pmp: [] }, spec: '5 / ok' },
  { id: 'P2', does: 'S R D+0x100; S R4 D+0x100; S R D+0x108; S R D+0x102', spec: '5 / ok / ok / 5', qemu: '5 / ok / ok / ok',
    with: { state: WID3, pmp: ['0 na4 0x80100104 ---', '1 napot all rwx'] } },
  { id: 'P3', does: 'S R V; [D+0x6000]?; S W V; [D+0x6000]?', with: { ...FRESH, state: [...FRESH.state, ...WID3] },
    spec: 'ok / 0x20040047 / ok / 0x200400c7' },
  { id: 'P4', does: 'S R V; S R 0x8000_0000', spec: '5 / 5', qemu: '5 / 13',
    with: { state: [...PAGED.state, ...WID3], maps: ['tables 0x80104000', '0x40000000 -> 0x90000000 rw---ad 4K'],
      data: ['0x80104010 0x24000001'] } },
  { id: 'P5', does: 'S R V; S+SUM R V', spec: '13 / ok',
    with: { state: [...PAGED.state, ...WID3], maps: ['tables 0x80104000', '0x40000000 -> 0x80100000 rw-u-ad 4K'] } },
  { id: 'P6', does: 'S R V; S W V; S R V+0x1000; S R V+0x2000; S+MXR R V+0x2000; S R V+0x3000; S R 0x80_4000_3000',
    spec: '13 / 15 / 13 / 13 / ok / ok / 13',
    with: { state: [...PAGED.state, ...WID3], data: ['0x80106008 0x10000000200400c7'],
      maps: ['tables 0x80104000', '0x40000000 -> 0x80100000 -w---ad 4K', '0x40001000 -> 0x80100000 rw---ad 4K',
        '0x40002000 -> 0x80100000 --x--ad 4K', '0x40003000 -> 0x80100000 rw---ad 4K'] } },
  { id: 'P7', does: 'S amoadd.w V+2; S lr.w V+2; S amoadd.w V+0x7002', spec: '6 / 4 / 6', qemu: '4 / 4 / 4',
    with: { ...PAGED, state: [...PAGED.state, ...WID3] } },
];
