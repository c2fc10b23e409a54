import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleProgram, withWrongCheck } from '../elf/assembly/assembled.ts';
import { elfBytes } from '../elf/assembly/elf-bytes.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();
const MAIN = 'dist/cli/main.js';
const program = assembleProgram('li a1, 0x10000000\nli a0, 0x48\nsb a0, 0(a1)\nexpect a0, 0x48\npass');

/** The file of a program, or of other bytes. */
function file(bytes = elfBytes(program)): string {
  const path = join(scratch(), 'guest.elf');
  writeFileSync(path, bytes);
  return path;
}

function run(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'run', ...options], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('iommufuzz run', { timeout: 60_000 }, () => {
  it('prints what the guest sends and how it ends, and leaves with 0', () => {
    expect(run('--elf', file())).toEqual({
      status: 0,
      stdout: 'H\npassed after 23 steps, says tohost\n',
      stderr: '',
    });
  });

  it('leaves with 77 and the code of a guest that fails', () => {
    const { status, stdout } = run('--elf', file(elfBytes(withWrongCheck(program, 1))));
    expect([status, stdout]).toEqual([77, 'H\nfailed with code 1 after 26 steps, says tohost\n']);
  });

  it('leaves with 77 when the steps are used', () => {
    const { status, stdout } = run('--elf', file(), '--max-steps', '5');
    expect([status, stdout.split(':', 1)[0]]).toEqual([77, 'given up after 5 steps']);
  });

  it('prints every step', () => {
    const { status, stdout } = run('--elf', file(), '--trace', '--device', 'none', '--ram', '64K');
    const lines = stdout.split('\n');
    expect([status, lines.length]).toEqual([0, 25]);
    expect(lines[0]).toMatch(/^ +0 {2}M 0x80000000 {2}00000f17 {2}auipc t5, 0x0 +x30 = 0x80000000$/);
    expect(lines[8]).toMatch(/ sb a0, 0\(a1\) +store1 0x10000000 = io 0x10000000 0x48$/);
    expect(lines[23]).toBe('passed after 23 steps, says tohost');
  });

  it('prints one JSON document', () => {
    const path = file();
    const { status, stdout } = run('--elf', path, '--json', '--oracle', 'off', '--hart', 'svade,smepmp');
    expect([status, stdout.match(/\n/g)?.length]).toEqual([0, 1]);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schema: 1, file: path, design: 'fixed', device: 'wgchecker', ram: 1 << 24, oracle: false },
      ...{ result: 'passed', report: { by: 'tohost', code: 0 }, finding: null, steps: 23, sent: 'H' },
    });
  });

  it('tells what machine and reference disagree about', () => {
    const source = 'li a0, 0x06000000\nlw a1, 12(a0)\npass';
    const path = file(elfBytes(assembleProgram(source)));
    const { status, stdout } = run('--elf', path, '--quirk', '+B23');
    expect([status, stdout.startsWith('found device-mismatch/')]).toEqual([77, true]);
    expect(run('--elf', path).status).toBe(0);
  });

  it.each([
    ['nowhere.elf', [], 'cannot read nowhere.elf: no such file or folder'],
    ['package.json', [], 'package.json: not an ELF file: found'],
    ['package.json', ['--trace', '--json'], '--trace prints lines, --json one document'],
    [
      'package.json',
      ['--ram', '5000'],
      "option '--ram <size>' argument '5000' is invalid. Expected whole pages",
    ],
    ['package.json', ['--hart', 'sve'], "option '--hart <names>' argument 'sve' is invalid. Expected svade"],
    ['package.json', ['--max-steps', '0'], "option '--max-steps <n>' argument '0' is invalid."],
    ['package.json', ['--design', 'none'], "unknown design 'none'"],
  ])('refuses %s %j in one line, with 2', (path, options, message) => {
    const { status, stdout, stderr } = run('--elf', path, ...options);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(`iommufuzz: ${message}`)).toBe(true);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });
});
